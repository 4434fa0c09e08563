using System;
using System.Collections.Generic;
using System.Management.Automation;
using PyAsync.Loops;
using PyAsync.PowerShell.Completion;
using PyAsync.PowerShell.Errors;

namespace PyAsync.PowerShell.Commands;

/// <summary>Stops Python event loops.</summary>
[Cmdlet(VerbsLifecycle.Stop, "PyEventLoop", SupportsShouldProcess = true, DefaultParameterSetName = ByName, HelpUri = HelpPages.Folder + "Stop-PyEventLoop.md")]
public sealed class StopPyEventLoopCommand : PyCmdlet
{
    private const string ByName = "Name";
    private const string ByObject = "InputObject";

    // Each is told to stop as it comes, and all are waited for together.
    private readonly List<LoopStop> _stops = [];

    /// <summary>The names; wildcards are allowed.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ParameterSetName = ByName)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LoopNameCompleter))]
    public string[] Name { get; set; } = [PyEventLoopOptions.DefaultName];

    /// <summary>The loops themselves.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByObject)]
    public PyEventLoop[] InputObject { get; set; } = [];

    /// <summary>How long Python code may take to end, in seconds.</summary>
    [Parameter]
    [ValidateRange(0.0, 86400.0)]
    public double TimeoutSeconds { get; set; } = 10;

    /// <summary>Abandons a loop that takes longer.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (PyEventLoop loop in ParameterSetName == ByObject ? InputObject : ByNames())
        {
            if (loop.State is PyEventLoopState.Stopped)
            {
                WriteVerbose($"The Python event loop '{loop.Name}' has stopped already.");
                continue;
            }
            if (ShouldProcess(loop.Name, "Stop the Python event loop"))
            {
                Begin(loop);
            }
        }
    }

    private IEnumerable<PyEventLoop> ByNames()
    {
        List<string> names = [];
        foreach (string name in Name)
        {
            // Stopping what was there and is stopped already is quiet; a name that never was is a mistake to tell.
            if (PyEventLoop.Find(name) is null && PyEventLoop.HasExisted(name))
            {
                WriteVerbose($"The Python event loop '{name}' has stopped already.");
            }
            else if (PyEventLoop.Find(name) is null && !MyInvocation.BoundParameters.ContainsKey(nameof(Name)))
            {
                WriteVerbose("No Python event loop is running.");
            }
            else
            {
                names.Add(name);
            }
        }
        return FindLoops([.. names]);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        UntilStopped(token => LoopStop.WaitAll(_stops, token));
        foreach (LoopStop stop in _stops)
        {
            foreach (string left in stop.Loop.LeftOver)
            {
                WriteWarning($"The loop '{stop.Loop.Name}' stopped, but this ignored its cancellation for {TimeoutSeconds:0.###} s: {left}");
            }
            if (stop.Error is { } error)
            {
                WriteError(ErrorRecords.From(error, stop.Loop));
            }
        }
    }

    private void Begin(PyEventLoop loop)
    {
        try
        {
            _stops.Add(LoopStop.Begin(loop, TimeSpan.FromSeconds(TimeoutSeconds), Force));
        }
        catch (PyAsyncException error)
        {
            WriteError(ErrorRecords.From(error, loop));
        }
    }
}
