using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Management.Automation;
using PyAsync.Calls;
using PyAsync.Loops;
using PyAsync.Objects;
using PyAsync.PowerShell.Completion;
using PyAsync.PowerShell.Errors;
using PyAsync.PowerShell.Pipeline;
using PyAsync.PowerShell.Values;

namespace PyAsync.PowerShell.Commands;

/// <summary>Awaits Python: a function, a piece of code, a file, or awaitables from the pipeline.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "PyAwaitable", DefaultParameterSetName = BySet.Awaitable, HelpUri = HelpPages.Folder + "Invoke-PyAwaitable.md")]
[OutputType(typeof(object))]
public sealed class InvokePyAwaitableCommand : AwaitCmdlet
{
    private static class BySet
    {
        public const string Function = "Function";
        public const string Code = "Code";
        public const string Path = "Path";
        public const string LiteralPath = "LiteralPath";
        public const string Awaitable = "Awaitable";
    }

    private PipelineIterator? _input;
    private FunctionWord _word;

    /// <summary>A function, as <c>module:qualname</c> or a dotted path, a Python file, or a live callable.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = BySet.Function)]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(FunctionCompleter))]
    public object? Function { get; set; }

    /// <summary>Python source.</summary>
    [Parameter(Mandatory = true, ParameterSetName = BySet.Code)]
    [ValidateNotNull]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(CodeCompleter))]
    public string? Code { get; set; }

    /// <summary>A Python file; wildcards are allowed that match one.</summary>
    [Parameter(Mandatory = true, ParameterSetName = BySet.Path)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [Alias("FilePath")]
    public string? Path { get; set; }

    /// <summary>A Python file, by its exact name.</summary>
    [Parameter(Mandatory = true, ParameterSetName = BySet.LiteralPath)]
    [ValidateNotNullOrEmpty]
    [Alias("PSPath", "LP")]
    public string? LiteralPath { get; set; }

    /// <summary>The function of the file that is called.</summary>
    [Parameter(ParameterSetName = BySet.Path)]
    [Parameter(ParameterSetName = BySet.LiteralPath)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SourceFunctionCompleter))]
    public string EntryPoint { get; set; } = "main";

    /// <summary>Positional arguments, after the pipeline's item.</summary>
    [Parameter(Position = 1, ParameterSetName = BySet.Function)]
    [Parameter(Position = 1, ParameterSetName = BySet.Path)]
    [Parameter(Position = 1, ParameterSetName = BySet.LiteralPath)]
    [Alias("Args")]
    [AllowNull]
    [AllowEmptyCollection]
    [OneObject]
    [ArgumentCompleter(typeof(ArgumentListCompleter))]
    public object?[]? ArgumentList { get; set; }

    /// <summary>Arguments by keyword.</summary>
    [Parameter(ParameterSetName = BySet.Function)]
    [Parameter(ParameterSetName = BySet.Path)]
    [Parameter(ParameterSetName = BySet.LiteralPath)]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(KeywordCompleter))]
    public IDictionary? Keyword { get; set; }

    /// <summary>Names that the code sees, and nobody else.</summary>
    [Parameter(ParameterSetName = BySet.Code)]
    [ValidateNotNull]
    public IDictionary? Variable { get; set; }

    /// <summary>The pipeline's items: arguments, or the awaitables themselves.</summary>
    [Parameter(ValueFromPipeline = true, ParameterSetName = BySet.Function)]
    [Parameter(ValueFromPipeline = true, ParameterSetName = BySet.Code)]
    [Parameter(ValueFromPipeline = true, ParameterSetName = BySet.Path)]
    [Parameter(ValueFromPipeline = true, ParameterSetName = BySet.LiteralPath)]
    [Parameter(ValueFromPipeline = true, ParameterSetName = BySet.Awaitable, Mandatory = true)]
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    public object? InputObject { get; set; }

    /// <summary>The pipeline's items become one async iterator, the first argument of a single call.</summary>
    [Parameter(ParameterSetName = BySet.Function)]
    [Parameter(ParameterSetName = BySet.Code)]
    [Parameter(ParameterSetName = BySet.Path)]
    [Parameter(ParameterSetName = BySet.LiteralPath)]
    public SwitchParameter AsStream { get; set; }

    /// <summary>What is called gives an awaitable that is the result itself.</summary>
    [Parameter(ParameterSetName = BySet.Function)]
    [Parameter(ParameterSetName = BySet.Code)]
    [Parameter(ParameterSetName = BySet.Path)]
    [Parameter(ParameterSetName = BySet.LiteralPath)]
    public SwitchParameter NoAwait { get; set; }

    private bool HasInput => MyInvocation.ExpectingInput || MyInvocation.BoundParameters.ContainsKey(nameof(InputObject));

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        if (AsStream)
        {
            RequireWaiting(nameof(AsStream));
            RequireNoRetry(nameof(AsStream));
        }
        if (ParameterSetName == BySet.Awaitable)
        {
            // What is there already can be awaited only once.
            RequireNoRetry(nameof(InputObject));
        }
        if (PSValues.Unwrap(Function) is string text)
        {
            _word = new FunctionWord(text);
        }
        (string? file, string entryPoint) = FindFile();
        try
        {
            if (file is not null)
            {
                StartPythonFor(file);
            }
        }
        catch (Exception error) when (ErrorRecords.IsKnown(error))
        {
            ThrowTerminatingError(ErrorRecords.From(error, file));
        }
        PyEventLoop loop = FindLoop(Loop);
        PyTarget target = file is null ? MakeTarget(loop) : new PyFileTarget(loop, file, entryPoint) { Awaiting = Awaiting };
        Begin(target, MakeArguments(), HasInput);
        WorkOutput.Take(Variable, Origin);
        if (AsStream)
        {
            _input = new PipelineIterator(Run.Pump.Thread);
            Submit(_input);
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
        }
        else if (ParameterSetName == BySet.Awaitable && item is object?[] several)
        {
            Array.ForEach(several, one => Submit(one));
        }
        else
        {
            Submit(item);
        }
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
            Submit();
        }
        End();
    }

    private void Feed(PipelineIterator input, object? item)
    {
        if (!input.Offer(item))
        {
            Run.DeliverWhile(() => !input.IsWanted && Awaits.InFlight > 0);
        }
        else
        {
            Run.DeliverReady();
        }
        if (input.IsOver || Awaits.InFlight == 0)
        {
            // Python reads no more, so what would still come is not wanted: as Select-Object -First does it.
            Run.DeliverUntilEnd();
            UpstreamStop.Throw(this);
        }
    }

    private PyAwaiting Awaiting => NoAwait ? PyAwaiting.Never : Raw ? PyAwaiting.UnlessNamed : PyAwaiting.Always;

    private PyTarget MakeTarget(PyEventLoop loop) => ParameterSetName switch
    {
        BySet.Code => new PyCodeTarget(loop, Code!, HasInput || AsStream, Variable is null ? null : Pairs(Variable)) { Awaiting = Awaiting },
        BySet.Awaitable => new PyAwaitableTarget(loop),
        _ => FunctionTarget(loop, PSValues.Unwrap(Function)),
    };

    private PyTarget FunctionTarget(PyEventLoop loop, object? function)
    {
        if (function is PyObject live)
        {
            return new PyObjectTarget(loop, live) { Awaiting = Awaiting };
        }
        if (function is string folder && IsFolder(folder))
        {
            ThrowTerminatingError(KnownErrors.FolderAsFile(ResolveFile(folder, isLiteral: true), folder));
        }
        if (!_word.IsName)
        {
            ThrowTerminatingError(function is string text && !string.IsNullOrWhiteSpace(text) ? KnownErrors.CodeAsFunction(text) : KnownErrors.NotCallable(function));
        }
        return new PyFunctionTarget(loop, (string)function!, WorkingFolder.Of(SessionState)) { Awaiting = Awaiting };
    }

    // A path to a folder: with a separator, or of dots only. A name may be a module's.
    private bool IsFolder(string word) =>
        (word.AsSpan().IndexOfAny('/', '\\') >= 0 || word.AsSpan().Trim('.').IsEmpty) && word.Length > 0 && Directory.Exists(ResolveFile(word, isLiteral: true));

    // The file that is called and its function; no file where something else is called.
    private (string? File, string EntryPoint) FindFile() => ParameterSetName switch
    {
        BySet.Path => (FindFile(Path!, isLiteral: false), EntryPoint),
        BySet.LiteralPath => (FindFile(LiteralPath!, isLiteral: true), EntryPoint),
        BySet.Function when _word is { IsName: true, Path: { } path } => (FindFile(path, isLiteral: true), _word.Function.Length > 0 ? _word.Function : EntryPoint),
        _ => (null, EntryPoint),
    };

    private string FindFile(string path, bool isLiteral)
    {
        string file = ResolveFile(path, isLiteral);
        if (!File.Exists(file))
        {
            ThrowTerminatingError(Directory.Exists(file) ? KnownErrors.FolderAsFile(file, path) : KnownErrors.FileNotFound(file, path));
        }
        return file;
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
}
