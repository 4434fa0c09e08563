using System;
using System.Collections.Generic;
using System.Management.Automation;
using PyAsync.PowerShell.Completion;
using PyAsync.PowerShell.Errors;
using PyAsync.PowerShell.Pipeline;
using PyAsync.PowerShell.ScriptBlocks;
using PyAsync.Testing;

namespace PyAsync.PowerShell.Commands;

/// <summary>Runs Python tests, async and plain, each on a fresh event loop of its own.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "PyAsyncTest", DefaultParameterSetName = ByPath, HelpUri = HelpPages.Folder + "Invoke-PyAsyncTest.md")]
[OutputType(typeof(PyTestReport))]
[OutputType(typeof(PyTest))]
public sealed class InvokePyAsyncTestCommand : PythonCmdlet
{
    private const string ByPath = "Path";
    private const string ByLiteralPath = "LiteralPath";
    private const string ByTest = "Test";

    private readonly List<string> _paths = [];
    private readonly List<PyTest> _tests = [];
    private readonly List<WildcardPattern> _filters = [];

    /// <summary>Files, or folders that are searched for test_*.py and *_test.py; wildcards are allowed.</summary>
    [Parameter(Position = 0, ParameterSetName = ByPath)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = ["."];

    /// <summary>Files or folders, by their exact names.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = ByLiteralPath)]
    [ValidateNotNullOrEmpty]
    [Alias("PSPath", "LP")]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>Tests from -List, or reports of an earlier run.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByTest)]
    [ValidateNotNull]
    public PSObject[] InputObject { get; set; } = [];

    /// <summary>Names to run; wildcards are allowed.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Filter { get; set; } = ["*"];

    /// <summary>How many run at a time.</summary>
    [Parameter]
    [ValidateRange(1, 256)]
    public int ThrottleLimit { get; set; } = 1;

    /// <summary>How long each may take, in seconds; 0 for no limit.</summary>
    [Parameter]
    [ValidateRange(0.0, 86400.0)]
    public double TimeoutSeconds { get; set; } = 60;

    /// <summary>Writes the tests and runs none.</summary>
    [Parameter]
    public SwitchParameter List { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        foreach (string filter in Filter)
        {
            if (NamePatterns.TryParse(filter) is { } pattern)
            {
                _filters.Add(pattern);
                continue;
            }
            ThrowTerminatingError(KnownErrors.InvalidFilter(filter));
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName != ByTest)
        {
            AddPaths(ParameterSetName == ByPath ? Path : LiteralPath, ParameterSetName == ByLiteralPath);
            return;
        }
        foreach (PSObject item in InputObject)
        {
            switch (item.BaseObject)
            {
                case PyTest test:
                    _tests.Add(test);
                    break;
                case PyTestReport report:
                    _tests.Add(report.Test);
                    break;
                default:
                    WriteError(KnownErrors.NotATest(item));
                    break;
            }
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_paths.Count == 0 && _tests.Count == 0)
        {
            return;
        }
        try
        {
            LoopChoice.KeepStreamsApart(this);
            PyTestRunner runner = new(new PyTestOptions
            {
                ThrottleLimit = ThrottleLimit,
                Timeout = TimeoutSeconds > 0 ? TimeSpan.FromSeconds(TimeoutSeconds) : null,
                LoopFactory = LoopFactory,
                Python = ResolvePython(Python),
                Origin = Run.Origin,
                Host = ModuleHost.Instance,
            }, StopToken);
            if (_paths.Count > 0)
            {
                _tests.AddRange(runner.Discover(_paths, StopToken));
            }
            List<PyTest> chosen = _tests.FindAll(IsChosen);
            if (List)
            {
                WriteObject(chosen, enumerateCollection: true);
                return;
            }
            foreach (PyTestResult result in runner.Run(chosen, StopToken))
            {
                // What the test has said comes before what came of it.
                Run.DeliverReady();
                WriteObject(new PyTestReport(result));
            }
            Run.EndOutput();
        }
        catch (OperationCanceledException) when (IsStopping)
        {
            throw new PipelineStoppedException();
        }
        catch (Exception error) when (ErrorRecords.IsKnown(error))
        {
            ThrowTerminatingError(ErrorRecords.From(error, ParameterSetName == ByTest ? null : _paths.ToArray()));
        }
    }

    private void AddPaths(string[] paths, bool isLiteral)
    {
        foreach (string path in paths)
        {
            try
            {
                // What is not there is an error that names it.
                _paths.AddRange(isLiteral ? [GetLiteralPath(path)] : FileSystemPaths.ResolveExisting(this, path));
            }
            catch (ItemNotFoundException)
            {
                WriteError(KnownErrors.TestsNotFound(path));
            }
        }
    }

    private string GetLiteralPath(string path)
    {
        string full = FileSystemPaths.Resolve(this, path);
        return System.IO.Path.Exists(full) ? full : throw new ItemNotFoundException();
    }

    private bool IsChosen(PyTest test)
    {
        return _filters.Exists(filter => filter.IsMatch(test.Name)) || (test.Kind is PyTestKind.File && test.ImportError is not null);
    }
}
