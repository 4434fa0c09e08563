using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using System.Management.Automation;
using System.Threading;
using PyAsync.Calls;
using PyAsync.Loops;
using PyAsync.PowerShell.Errors;
using PyAsync.PowerShell.Jobs;
using PyAsync.PowerShell.Pipeline;
using PyAsync.PowerShell.ScriptBlocks;
using PyAsync.PowerShell.Values;

namespace PyAsync.PowerShell.Imports;

/// <summary>One run of an imported command in a pipeline. Its methods never wait: they say where the command must, which <see cref="ImportedStep"/> then does. The pipeline's thread.</summary>
[SuppressMessage("Usage", "CA2213", Justification = "The source has neither a timer nor a wait handle, so there is nothing to dispose of.")]
public sealed class ImportedCall : IDisposable
{
    private static readonly AwaitOptions s_usual = new();

    private readonly ImportedModule _module;
    private readonly ImportedCommand _command;
    private readonly PSCmdlet _cmdlet;
    private readonly CancellationTokenSource _stop = new();
    private readonly bool _hasInput;
    private readonly PyContext? _context;
    private readonly HashSet<string>? _typed;
    private readonly IAwaitParameters? _given;
    private PipelineRun? _run;
    private AwaitRun? _awaits;
    private HandedAwaits? _handed;
    private (object? Item, bool HasItem, PyArguments Arguments)? _held;
    private bool _isEnding;
    private bool _hasInherited;

    internal ImportedCall(ImportedModule module, ImportedCommand command, PSCmdlet cmdlet)
    {
        if (cmdlet.SessionState.LanguageMode is not PSLanguageMode.FullLanguage and var mode)
        {
            cmdlet.ThrowTerminatingError(KnownErrors.LanguageMode(cmdlet.MyInvocation.MyCommand.Name, mode));
        }
        _module = module;
        _command = command;
        _cmdlet = cmdlet;
        _hasInput = cmdlet.MyInvocation.ExpectingInput;
        _typed = _hasInput ? new HashSet<string>(cmdlet.MyInvocation.BoundParameters.Keys, StringComparer.OrdinalIgnoreCase) : null;
        _given = AwaitParameters.Given(cmdlet);
        _context = _given?.SharedContext ?? AmbientCall.Current?.Context;
        if (LoopChoice.Find(cmdlet, _given?.LoopWord ?? module.LoopName) is { } loop)
        {
            Open(loop);
        }
    }

    /// <summary>Whether the loop must be started first.</summary>
    public bool MustWait => _awaits is null && _handed is null;

    /// <summary>Calls the function with what was bound.</summary>
    /// <returns>Whether the command must wait before it goes on.</returns>
    public bool Submit()
    {
        try
        {
            return SubmitBound(_cmdlet.MyInvocation.BoundParameters);
        }
        catch (Exception) when (Inherit())
        {
            throw;
        }
    }

    private bool SubmitBound(Dictionary<string, object> bound)
    {
        PyArguments arguments = Arguments(bound, out object? item, out bool hasItem);
        Forget(bound);
        if (_handed is not null)
        {
            _handed.Submit(item, hasItem, arguments, _context);
            return false;
        }
        if (_awaits!.IsTooSoon)
        {
            _held = (item, hasItem, arguments);
            return true;
        }
        Start(item, hasItem, arguments);
        return _awaits.IsFull || _awaits.HasEnough;
    }

    /// <summary>What a call is about, for <c>-WhatIf</c> and <c>-Confirm</c>: the value of the first parameter.</summary>
    public string TargetOf()
    {
        _ = Inherit();
        return _command.Parameters.Length > 0 && _cmdlet.MyInvocation.BoundParameters.TryGetValue(_command.Parameters[0].Name, out object? first)
            ? LanguagePrimitives.ConvertTo<string>(first)
            : "";
    }

    /// <summary>Ends what is upstream where as many calls have succeeded as are wanted. After a wait that <see cref="Submit"/> has asked for.</summary>
    public void StopIfEnough()
    {
        if (_awaits!.HasEnough)
        {
            UpstreamStop.Throw(_cmdlet);
        }
    }

    /// <summary>No further call comes.</summary>
    /// <returns>Whether the command must wait for those in flight.</returns>
    public bool Finish()
    {
        _isEnding = true;
        if (_handed is not null)
        {
            _handed.End();
            return false;
        }
        _awaits!.Total = _awaits.Started;
        try
        {
            return !_run!.DeliverBriefly();
        }
        catch (Exception) when (Inherit())
        {
            throw;
        }
    }

    /// <summary>Waits for what has said that the command must.</summary>
    internal void Wait()
    {
        // It may take its time, and show how far it is.
        _ = Inherit();
        if (_awaits is null)
        {
            Open(StartLoop());
        }
        else if (_isEnding)
        {
            _run!.DeliverUntilEnd();
        }
        else
        {
            WaitForRoom();
        }
    }

    /// <summary>The pipeline was told to stop. Any thread.</summary>
    internal void Stop()
    {
        _stop.Cancel();
        _run?.Stop();
    }

    /// <summary>Ends the command; what it has left in flight is cancelled.</summary>
    public void Dispose()
    {
        _handed?.Cancel();
        _run?.Dispose();
    }

    // Takes over the caller's preferences, once, before the first record or error. Always true, so that a catch filter can call it.
    private bool Inherit()
    {
        if (!_hasInherited)
        {
            _hasInherited = true;
            _module.Inherit(_cmdlet);
        }
        return true;
    }

    private void Start(object? item, bool hasItem, PyArguments arguments)
    {
        _awaits!.Submit(_run!.Origin, item, hasItem, arguments, _context);
        _run.DeliverReady();
    }

    private void WaitForRoom()
    {
        if (_held is { } held)
        {
            _held = null;
            _run!.DeliverUntilTurn();
            if (!_awaits!.HasEnough)
            {
                Start(held.Item, held.HasItem, held.Arguments);
            }
        }
        _run!.DeliverUntilRoom();
        if (_awaits!.HasEnough)
        {
            _run.DeliverUntilEnd();
        }
    }

    private PyEventLoop StartLoop()
    {
        try
        {
            // A file of an exported module may say which Python it needs; a name is no path of one.
            if (Path.IsPathRooted(_module.Source))
            {
                LoopChoice.StartPythonFor(_cmdlet, _module.Source, null, _stop.Token);
            }
            return LoopChoice.StartDefault(_cmdlet, _given?.TimeLimit, _stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
        catch (Exception error) when (ErrorRecords.IsKnown(error))
        {
            _cmdlet.ThrowTerminatingError(ErrorRecords.From(error, _module.Source));
            throw;
        }
    }

    private void Open(PyEventLoop loop)
    {
        LoopChoice.Check(_cmdlet, loop, waits: true);
        PyAwaiting awaiting = _command.IsClass ? PyAwaiting.Never : PyAwaiting.Always;
        PyImportTarget target = new(loop, _module.Source, _command.Function) { Awaiting = awaiting };
        CallOrigin command = CommandText.OriginOf(_cmdlet);
        AwaitOptions options = _given?.MakeOptions(PyArguments.None) ?? s_usual;
        if (_given is not null)
        {
            _ = Inherit();
            _handed = HandedAwaits.Of(_cmdlet, command, _given, target, options, _hasInput);
        }
        if (_handed is null)
        {
            _run = new PipelineRun(new CmdletOutput(_cmdlet, () => Inherit()), command) { Pump = { IsAtTerminal = StreamPreferences.IsAtTerminal(_cmdlet), LogsErrors = _given is { LogsErrors: true } } };
            _awaits = _run.Await(target, options);
        }
    }

    // In Python's order by place for as long as there is no gap, the rest by keyword. What the pipeline has brought is the
    // await's item, which its errors are about.
    private PyArguments Arguments(Dictionary<string, object> bound, out object? item, out bool hasItem)
    {
        item = null;
        hasItem = false;
        (string Name, string Argument, ImportedCommand.Role Role)[] parameters = _command.Parameters;
        object?[] positional = [];
        int places = 0;
        List<KeyValuePair<string, object?>>? keyword = null;
        bool byPlace = true;
        for (int i = 0; i < parameters.Length; i++)
        {
            (string name, string argument, ImportedCommand.Role role) = parameters[i];
            if (!bound.TryGetValue(name, out object? given))
            {
                byPlace = false;
                continue;
            }
            object? value = Value(i == 0 && _hasInput && role is ImportedCommand.Role.Any ? OwnProperty(given, name, argument) : given, role);
            if (i == 0 && _hasInput && (_command.IsShaped || _command.Places > 0))
            {
                item = value;
                hasItem = true;
                byPlace = !_command.IsShaped;
            }
            else if (byPlace && !_command.IsShaped && i < _command.Places)
            {
                if (places == positional.Length)
                {
                    Array.Resize(ref positional, parameters.Length);
                }
                positional[places++] = value;
            }
            else
            {
                (keyword ??= []).Add(new KeyValuePair<string, object?>(argument, value));
            }
        }
        if (_command.WantsFolder)
        {
            (keyword ??= []).Add(new KeyValuePair<string, object?>("", _cmdlet.SessionState.Path.CurrentFileSystemLocation.ProviderPath));
        }
        return places == 0 && keyword is null ? PyArguments.None
            : keyword is null ? new PyArguments(positional.AsSpan(0, places))
            : new PyArguments(positional[..places], keyword);
    }

    // PowerShell keeps among the bound parameters what an earlier item of the pipeline has brought and this one has not.
    private void Forget(Dictionary<string, object> bound)
    {
        if (_typed is null)
        {
            return;
        }
        foreach ((string name, _, _) in _command.Parameters)
        {
            if (!_typed.Contains(name))
            {
                bound.Remove(name);
            }
        }
    }

    private object? Value(object? bound, ImportedCommand.Role role)
    {
        object? value = PSValues.Unwrap(bound);
        return (role, value) switch
        {
            (ImportedCommand.Role.Switch, SwitchParameter flag) => flag.IsPresent,
            (ImportedCommand.Role.Path, string[] several) => Array.ConvertAll(several, one => (object?)FileSystemPaths.Resolve(_cmdlet, one)),
            (ImportedCommand.Role.Path, string path) => FileSystemPaths.Resolve(_cmdlet, path),
            // Python gets a list, not a view of the array's numbers.
            (ImportedCommand.Role.List, Array items and not object[]) => Boxed(items),
            _ => value,
        };
    }

    // PowerShell gives a parameter of any type the object itself, before it looks at the object's properties.
    private static object? OwnProperty(object? item, string name, string argument) =>
        item is PSObject { BaseObject: PSCustomObject } row && (row.Properties[name] ?? row.Properties[argument]) is { } property ? property.Value : item;

    private static object?[] Boxed(Array items)
    {
        object?[] boxed = new object?[items.Length];
        Array.Copy(items, boxed, items.Length);
        return boxed;
    }
}
