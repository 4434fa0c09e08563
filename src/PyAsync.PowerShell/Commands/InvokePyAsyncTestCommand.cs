using System;
using System.Collections.Generic;
using System.Management.Automation;
using PyAsync.PowerShell.Completion;
using PyAsync.PowerShell.Errors;
using PyAsync.Testing;

namespace PyAsync.PowerShell.Commands;

/// <summary>Runs Python tests, async and plain, each on a fresh event loop of its own.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "PyAsyncTest", DefaultParameterSetName = ByPath)]
[OutputType(typeof(PyTestReport))]
[OutputType(typeof(PyTest))]
public sealed class InvokePyAsyncTestCommand : PythonCmdlet
{
    private const string ByPath = "Path";
    private const string ByTest = "Test";

    private readonly List<string> _paths = [];
    private readonly List<PyTest> _tests = [];
    private readonly List<WildcardPattern> _filters = [];

    /// <summary>Files, or folders that are searched for test_*.py and *_test.py.</summary>
    [Parameter(Position = 0, ParameterSetName = ByPath)]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = ["."];

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
    public int ThrottleLimit { get; set; } = 1;

    /// <summary>How long each may take, in seconds; 0 for no limit.</summary>
    [Parameter]
    public double TimeoutSeconds { get; set; } = 60;

    /// <summary>Writes the tests and runs none.</summary>
    [Parameter]
    public SwitchParameter List { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        RequireRange(nameof(ThrottleLimit), ThrottleLimit, 1, 256, "how many tests run at a time");
        RequireRange(nameof(TimeoutSeconds), TimeoutSeconds, 0, 86400, "seconds (0: no limit)");
        foreach (string filter in Filter)
        {
            if (NamePatterns.TryParse(filter) is { } pattern)
            {
                _filters.Add(pattern);
                continue;
            }
            PyAsyncException error = new("InvalidFilter", $"-Filter '{filter}' is no wildcard pattern: a '[' begins a set of characters, such as [ab]. Write `[ for the character itself.");
            ThrowTerminatingError(ErrorRecords.From(error, filter));
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == ByPath)
        {
            AddPaths();
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
                    PyAsyncException error = new("NotATest", $"An object of type '{item.BaseObject.GetType()}' is no Python test. Pipe in what Invoke-PyAsyncTest -List gives, or its reports; give files and folders with -Path.");
                    WriteError(new ErrorRecord(error, "PyAsync.NotATest", ErrorCategory.InvalidType, item));
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
            KeepStreamsApart();
            PyTestRunner runner = new(new PyTestOptions
            {
                ThrottleLimit = ThrottleLimit,
                Timeout = TimeoutSeconds > 0 ? TimeSpan.FromSeconds(TimeoutSeconds) : null,
                LoopFactory = LoopFactory,
                Python = ResolvePython(Python),
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
                WriteObject(new PyTestReport(result));
            }
        }
        catch (OperationCanceledException) when (IsStopping)
        {
            throw new PipelineStoppedException();
        }
        catch (Exception error) when (ErrorRecords.IsKnown(error))
        {
            ThrowTerminatingError(ErrorRecords.From(error, ParameterSetName == ByPath ? Path : null));
        }
    }

    private void AddPaths()
    {
        foreach (string path in Path)
        {
            try
            {
                // Wildcards too; what is not there is an error that names it.
                _paths.AddRange(GetResolvedProviderPathFromPSPath(path, out _));
            }
            catch (ItemNotFoundException)
            {
                PyAsyncException error = new("FileNotFound", $"There is no file or folder '{path}' to find Python tests in.");
                WriteError(new ErrorRecord(error, "PyAsync.FileNotFound", ErrorCategory.ObjectNotFound, path));
            }
        }
    }

    private bool IsChosen(PyTest test)
    {
        return _filters.Exists(filter => filter.IsMatch(test.Name)) || (test.Kind is PyTestKind.File && test.ImportError is not null);
    }
}
