using System;
using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;
using PyAsync.Calls;
using PyAsync.Loops;
using PyAsync.Objects;
using PyAsync.PowerShell.Completion;
using PyAsync.PowerShell.Errors;
using PyAsync.PowerShell.Pipeline;
using PyAsync.PowerShell.ScriptBlocks;
using PyAsync.PowerShell.Values;

namespace PyAsync.PowerShell.Commands;

/// <summary>Awaits Python: a function, a piece of code, a file, or awaitables from the pipeline.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "PyAwaitable", DefaultParameterSetName = BySet.Awaitable)]
[OutputType(typeof(object))]
public sealed class InvokePyAwaitableCommand : PumpingCmdlet
{
    private static class BySet
    {
        public const string Function = "Function";
        public const string Code = "Code";
        public const string Path = "Path";
        public const string Awaitable = "Awaitable";
    }

    private PyEventLoop _loop = null!;
    private PyTarget _target = null!;
    private PyArguments _arguments = PyArguments.None;
    private PyConversion _conversion = PyConversion.Default;
    private IResultWriter _writer = null!;
    private PipelineIterator? _input;
    private long _index;

    /// <summary>A function, as <c>module:qualname</c> or a dotted path, or a live callable.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = BySet.Function)]
    [ValidateNotNull]
    public object? Function { get; set; }

    /// <summary>Python source.</summary>
    [Parameter(Mandatory = true, ParameterSetName = BySet.Code)]
    [ValidateNotNull]
    [AllowEmptyString]
    public string? Code { get; set; }

    /// <summary>A Python file.</summary>
    [Parameter(Mandatory = true, ParameterSetName = BySet.Path)]
    [ValidateNotNullOrEmpty]
    [Alias("PSPath", "FilePath")]
    public string? Path { get; set; }

    /// <summary>The function of the file that is called.</summary>
    [Parameter(ParameterSetName = BySet.Path)]
    [ValidateNotNullOrEmpty]
    public string EntryPoint { get; set; } = "main";

    /// <summary>Positional arguments, after the pipeline's item.</summary>
    [Parameter(Position = 1, ParameterSetName = BySet.Function)]
    [Parameter(ParameterSetName = BySet.Path)]
    [Alias("Args")]
    [AllowNull]
    [AllowEmptyCollection]
    public object?[]? ArgumentList { get; set; }

    /// <summary>Arguments by keyword.</summary>
    [Parameter(ParameterSetName = BySet.Function)]
    [Parameter(ParameterSetName = BySet.Path)]
    [ValidateNotNull]
    public IDictionary? Keyword { get; set; }

    /// <summary>Names that are set in the loop's namespace before the code runs.</summary>
    [Parameter(ParameterSetName = BySet.Code)]
    [ValidateNotNull]
    public IDictionary? Variable { get; set; }

    /// <summary>The pipeline's items: arguments, or the awaitables themselves.</summary>
    [Parameter(ValueFromPipeline = true, ParameterSetName = BySet.Function)]
    [Parameter(ValueFromPipeline = true, ParameterSetName = BySet.Code)]
    [Parameter(ValueFromPipeline = true, ParameterSetName = BySet.Path)]
    [Parameter(ValueFromPipeline = true, ParameterSetName = BySet.Awaitable, Mandatory = true)]
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    public object? InputObject { get; set; }

    /// <summary>The loop, by name or itself.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LoopNameCompleter))]
    public object? Loop { get; set; }

    /// <summary>How many awaits may be in flight; 0 for all of them.</summary>
    [Parameter]
    public int ThrottleLimit { get; set; }

    /// <summary>How long each await may take, in seconds; 0 for no limit.</summary>
    [Parameter]
    public double TimeoutSeconds { get; set; }

    /// <summary>Results in the order of the input.</summary>
    [Parameter]
    public SwitchParameter Ordered { get; set; }

    /// <summary>Dicts become dictionaries.</summary>
    [Parameter]
    public SwitchParameter AsHashtable { get; set; }

    /// <summary>A list is written as one object.</summary>
    [Parameter]
    public SwitchParameter NoEnumerate { get; set; }

    /// <summary>The pipeline's items become one async iterator, the first argument of a single call.</summary>
    [Parameter(ParameterSetName = BySet.Function)]
    [Parameter(ParameterSetName = BySet.Code)]
    [Parameter(ParameterSetName = BySet.Path)]
    public SwitchParameter AsStream { get; set; }

    /// <summary>A context that the awaits share; without it each has a copy of its own.</summary>
    [Parameter]
    [ValidateNotNull]
    public PyContext? Context { get; set; }

    /// <summary>Results stay live Python objects.</summary>
    [Parameter]
    public SwitchParameter Raw { get; set; }

    private bool HasInput => MyInvocation.ExpectingInput || MyInvocation.BoundParameters.ContainsKey(nameof(InputObject));

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        RequireRange(nameof(ThrottleLimit), ThrottleLimit, 0, int.MaxValue, "how many awaits may be in flight (0: all)");
        RequireRange(nameof(TimeoutSeconds), TimeoutSeconds, 0, 31_536_000, "seconds (0: no limit)");
        _loop = FindLoop(Loop);
        if (TimeoutSeconds > 0)
        {
            Limit = TimeSpan.FromSeconds(TimeoutSeconds);
        }
        _conversion = new PyConversion { Raw = Raw, AsHashtable = AsHashtable, Records = AsHashtable ? null : PSRecordFactory.Instance };
        ResultWriter writer = new(this, Limit, enumerate: !NoEnumerate);
        _writer = Ordered ? new OrderedWriter(writer) : writer;
        _target = MakeTarget();
        _arguments = MakeArguments();
        if (AsStream)
        {
            _input = new PipelineIterator(Pump.Thread);
            Submit(_input, hasItem: true);
        }
    }

    private void Feed(PipelineIterator input, object? item)
    {
        if (!input.Offer(item))
        {
            PumpWhile(() => !input.IsWanted && InFlight > 0);
        }
        else
        {
            PumpReady();
        }
        if (input.IsOver || InFlight == 0)
        {
            // Python reads no more, so what would still come is not wanted: as Select-Object -First does it.
            PumpUntil(0);
            UpstreamStop.Throw(this);
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (!HasInput)
        {
            return;
        }
        object? item = PSValues.Unwrap(InputObject);
        if (_input is not null)
        {
            Feed(_input, item);
            return;
        }
        if (ParameterSetName == BySet.Awaitable && item is object?[] several)
        {
            foreach (object? one in several)
            {
                Submit(PSValues.Unwrap(one), hasItem: true);
            }
            return;
        }
        Submit(item, hasItem: true);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_input is not null)
        {
            _input.Complete();
        }
        else if (!HasInput && ParameterSetName != BySet.Awaitable)
        {
            Submit(null, hasItem: false);
        }
        PumpUntil(0);
    }

    private void Submit(object? item, bool hasItem)
    {
        PipelineCall call = new(this, _writer, _index++)
        {
            Target = _target,
            Arguments = _arguments,
            Conversion = _conversion,
            Item = item,
            HasItem = hasItem,
            Context = Context ?? AmbientCall.Current?.Context,
            Origin = Origin,
        };
        Submit(_loop, call);
        PumpReady();
        if (ThrottleLimit > 0)
        {
            PumpUntil(ThrottleLimit - 1);
        }
    }

    private PyTarget MakeTarget()
    {
        switch (ParameterSetName)
        {
            case BySet.Code:
                return new PyCodeTarget(_loop, Code!, HasInput || AsStream, Variable is null ? null : Pairs(Variable));
            case BySet.Path:
                return new PyFileTarget(_loop, FilePath(Path!), EntryPoint);
            case BySet.Awaitable:
                return new PyAwaitableTarget(_loop);
            default:
                object? function = PSValues.Unwrap(Function);
                if (function is PyObject live)
                {
                    return new PyObjectTarget(_loop, live);
                }
                if (function is string { Length: > 0 } name && !string.IsNullOrWhiteSpace(name))
                {
                    return new PyFunctionTarget(_loop, name);
                }
                PyAsyncException error = new("NotCallable", $"-Function takes 'module:function' or a live Python callable, not '{function}' of type '{function?.GetType()}'.");
                ThrowTerminatingError(ErrorRecords.From(error, function));
                throw error;
        }
    }

    private string FilePath(string path)
    {
        string full = GetUnresolvedProviderPathFromPSPath(path);
        if (!System.IO.File.Exists(full))
        {
            PyAsyncException error = new("FileNotFound", System.IO.Directory.Exists(full)
                ? $"'{full}' is a folder: give a Python file. A package's function is called by -Function, with the folder above in -ModulePath of Start-PyEventLoop."
                : $"The Python file '{full}' does not exist.");
            ThrowTerminatingError(new ErrorRecord(error, "PyAsync.FileNotFound", ErrorCategory.ObjectNotFound, path));
        }
        return full;
    }

    private PyArguments MakeArguments()
    {
        if (ArgumentList is null && Keyword is null)
        {
            return PyArguments.None;
        }
        object?[] positional = ArgumentList is null ? [] : Array.ConvertAll(ArgumentList, PSValues.Unwrap);
        return new PyArguments(positional, Keyword is null ? null : Pairs(Keyword));
    }

    private static List<KeyValuePair<string, object?>> Pairs(IDictionary dictionary)
    {
        List<KeyValuePair<string, object?>> pairs = new(dictionary.Count);
        foreach (DictionaryEntry entry in dictionary)
        {
            pairs.Add(new KeyValuePair<string, object?>(entry.Key.ToString()!, PSValues.Unwrap(entry.Value)));
        }
        return pairs;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _target?.Dispose();
    }
}
