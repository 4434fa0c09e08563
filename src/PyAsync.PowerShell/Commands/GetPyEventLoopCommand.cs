using System;
using System.Collections.Generic;
using System.Management.Automation;
using System.Threading.Tasks;
using PyAsync.Loops;
using PyAsync.PowerShell.Completion;

namespace PyAsync.PowerShell.Commands;

/// <summary>Lists the Python event loops of this process.</summary>
[Cmdlet(VerbsCommon.Get, "PyEventLoop", HelpUri = HelpPages.Folder + "Get-PyEventLoop.md")]
[OutputType(typeof(PyEventLoop))]
public sealed class GetPyEventLoopCommand : PyCmdlet
{
    // A loop that does not answer within this is shown with this much lag; the prompt must not wait for it.
    private static readonly TimeSpan s_lagLimit = TimeSpan.FromMilliseconds(250);

    /// <summary>The names; wildcards are allowed.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LoopNameCompleter))]
    public string[] Name { get; set; } = ["*"];

    // Finding out what blocks a loop takes a second more where that holds the GIL.
    private static readonly TimeSpan s_lookLimit = TimeSpan.FromSeconds(1.5);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        List<PyEventLoop> loops = [.. FindLoops(Name)];
        Task[] measurements = new Task[loops.Count];
        for (int i = 0; i < measurements.Length; i++)
        {
            PyEventLoop loop = loops[i];
            measurements[i] = Task.Run(() => Look(loop));
        }
        _ = UntilStopped(token => Task.WaitAll(measurements, (int)s_lookLimit.TotalMilliseconds, token));
        WriteObject(loops, enumerateCollection: true);
    }

    private static void Look(PyEventLoop loop)
    {
        if (loop.MeasureLag(s_lagLimit) >= s_lagLimit)
        {
            loop.Pulse.Note();
        }
    }
}
