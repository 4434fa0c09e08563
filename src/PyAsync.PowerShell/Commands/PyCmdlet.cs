using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Management.Automation;
using System.Threading;
using PyAsync.Environments;
using PyAsync.Calls;
using PyAsync.Interpreters;
using PyAsync.Loops;
using PyAsync.PowerShell.Completion;
using PyAsync.PowerShell.Errors;
using PyAsync.PowerShell.Pipeline;
using PyAsync.PowerShell.ScriptBlocks;

namespace PyAsync.PowerShell.Commands;

/// <summary>What every cmdlet of PyAsync shares: learning that it was stopped, finding loops, reporting errors.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The source has neither a timer nor a wait handle, so there is nothing to dispose of.")]
public abstract class PyCmdlet : PSCmdlet
{
    private readonly CancellationTokenSource _stopSource = new();

    /// <summary>Makes the cmdlet.</summary>
    private protected PyCmdlet()
    {
    }

    /// <summary>Whether the pipeline was told to stop.</summary>
    private protected bool IsStopping => _stopSource.IsCancellationRequested;

    /// <summary>Cancelled when the pipeline was told to stop. Any thread.</summary>
    private protected CancellationToken StopToken => _stopSource.Token;

    /// <summary>The command as it was written, and where. The pipeline's thread.</summary>
    private protected CallOrigin MakeOrigin(ICallOutput output)
    {
        InvocationInfo invocation = MyInvocation;
        string line = (invocation.Line ?? "").Trim();
        return new CallOrigin
        {
            Command = line.Length == 0 ? invocation.InvocationName : line,
            ScriptPath = string.IsNullOrEmpty(invocation.ScriptName) ? null : invocation.ScriptName,
            ScriptLine = invocation.ScriptLineNumber,
            Output = output,
        };
    }

    /// <summary>
    /// Before a loop is started. The process of a PowerShell job or of an SSH session (<c>pwsh -s</c>, <c>-sshs</c>) speaks the
    /// protocol on its standard streams, so what Python prints there goes to the host. Other remote hosts are within a
    /// process whose streams are its own.
    /// </summary>
    private protected void KeepStreamsApart()
    {
        if (Host.Name == "ServerRemoteHost" && Array.Exists(Environment.GetCommandLineArgs(), IsServerSwitch))
        {
            PyOutput.Take(Host.UI.WriteLine);
        }
    }

    private static bool IsServerSwitch(string word) =>
        word.StartsWith('-') && word.TrimStart('-').ToUpperInvariant() is "S" or "SERVERMODE" or "SSHS" or "SSHSERVERMODE";

    /// <inheritdoc/>
    protected override void StopProcessing() => _stopSource.Cancel();

    /// <summary>Runs what may wait for a loop, with a token that Ctrl+C cancels; the pipeline then ends here.</summary>
    private protected T UntilStopped<T>(Func<CancellationToken, T> wait)
    {
        try
        {
            return wait(_stopSource.Token);
        }
        catch (OperationCanceledException) when (IsStopping)
        {
            throw new PipelineStoppedException();
        }
    }

    /// <summary>The same, for what gives nothing.</summary>
    private protected void UntilStopped(Action<CancellationToken> wait) => UntilStopped(token =>
    {
        wait(token);
        return true;
    });

    /// <summary>Ends the command where a number is outside of its range (not a number is): <c>PyAsync.OutOfRange</c>, with the value as target.</summary>
    private protected void RequireRange(string parameter, double value, double least, double most, string meaning)
    {
        if (!(value >= least && value <= most))
        {
            PyAsyncException error = new("OutOfRange", string.Create(CultureInfo.InvariantCulture, $"-{parameter} {value} is out of range; give {meaning}, from {least} to {most}."));
            ThrowTerminatingError(ErrorRecords.From(error, value));
        }
    }

    /// <summary>The loop that a <c>-Loop</c> parameter names: nothing is that of the innermost <c>Use-PyEventLoop</c>, else the default one, which starts by itself.</summary>
    /// <param name="wanted">The parameter's value.</param>
    /// <param name="waits">Whether the command is going to wait for the loop; on the loop's own thread that is the error <c>PyAsync.WaitOnOwnLoop</c>.</param>
    private protected PyEventLoop FindLoop(object? wanted, bool waits = true)
    {
        PyEventLoop loop = FindAnyLoop(wanted);
        if (AmbientCall.Current?.BlockedLoop == loop)
        {
            Refuse(loop, $"The Python event loop '{loop.Name}' waits for this script block, so nothing can be awaited on it here: it would wait for itself for ever. Give Python the script block itself instead of [PyAsync.Callback]::Blocking({{...}}), or await on another loop with -Loop.");
        }
        if (waits && loop.IsCurrent)
        {
            Refuse(loop, $"This script block runs on the thread of the Python event loop '{loop.Name}' itself, as no command waits for the call that it was given to, so nothing can be awaited on that loop here: it would wait for itself for ever. Await it in Python, or on another loop with -Loop.");
        }
        return loop;
    }

    private void Refuse(PyEventLoop loop, string reason) => ThrowTerminatingError(ErrorRecords.From(new PyAsyncException("WaitOnOwnLoop", reason), loop));

    private PyEventLoop FindAnyLoop(object? wanted)
    {
        object? value = wanted is PSObject wrapped ? wrapped.BaseObject : wanted;
        if (value is PyEventLoop given)
        {
            return given;
        }
        if (value is null && LoopScope.Current is { } ambient)
        {
            return ambient;
        }
        string name = value?.ToString() ?? PyEventLoopOptions.DefaultName;
        if (PyEventLoop.Find(name) is { State: PyEventLoopState.Running } found)
        {
            return found;
        }
        if (value is not null && !string.Equals(name, PyEventLoopOptions.DefaultName, StringComparison.OrdinalIgnoreCase))
        {
            ThrowTerminatingError(ErrorRecords.LoopNotFound(name));
        }
        WriteVerbose("Starting the Python event loop 'Default'.");
        KeepStreamsApart();
        try
        {
            return UntilStopped(PyEventLoop.GetOrStartDefault);
        }
        catch (Exception error) when (ErrorRecords.IsKnown(error))
        {
            ThrowTerminatingError(ErrorRecords.From(error, null));
            throw;
        }
    }

    /// <summary>
    /// The loops whose names match; one of just that name comes before a wildcard's. An error for a name without
    /// wildcards that matches none, and for a pattern that is none.
    /// </summary>
    private protected IEnumerable<PyEventLoop> FindLoops(string[] names)
    {
        foreach (string name in names)
        {
            List<PyEventLoop>? found = NamePatterns.Matching([.. PyEventLoop.All], name, loop => loop.Name);
            if (found is null || (found.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(name)))
            {
                WriteError(ErrorRecords.LoopNotFound(name));
                continue;
            }
            foreach (PyEventLoop loop in found)
            {
                yield return loop;
            }
        }
    }

    /// <summary>A path as PowerShell writes it (~/venv, a PSDrive, .venv at its location) where it names something; else a version or a command's name.</summary>
    private protected string? ResolvePython(string? word)
    {
        if (word is null || PythonLocator.IsVersion(word))
        {
            return word;
        }
        if (word.IndexOfAny(['/', '\\', '~', ':']) >= 0)
        {
            return GetUnresolvedProviderPathFromPSPath(word);
        }
        string path = System.IO.Path.Combine(SessionState.Path.CurrentFileSystemLocation.ProviderPath, word);
        return System.IO.Path.Exists(path) ? path : word;
    }
}
