using System;
using System.Management.Automation;
using System.Threading;
using PyAsync.Loops;
using PyAsync.PowerShell.Errors;
using PyAsync.PowerShell.Pipeline;

namespace PyAsync.PowerShell.Commands;

/// <summary>Starts a Python event loop in this process.</summary>
[Cmdlet(VerbsLifecycle.Start, "PyEventLoop", SupportsShouldProcess = true, HelpUri = HelpPages.Folder + "Start-PyEventLoop.md")]
[OutputType(typeof(PyEventLoop))]
public sealed class StartPyEventLoopCommand : LoopStartingCmdlet
{
    // What Python's cleanup may take after Ctrl+C.
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(5);

    /// <summary>The loop's name.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = PyEventLoopOptions.DefaultName;

    /// <summary>Stays in the foreground until the loop has stopped.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (!ShouldProcess(Name, "Start a Python event loop"))
        {
            return;
        }
        PyEventLoop loop;
        try
        {
            loop = StartLoop(Name);
        }
        catch (Exception error) when (ErrorRecords.IsKnown(error))
        {
            WriteError(ErrorRecords.From(error, Name));
            return;
        }
        if (!Wait)
        {
            Tell(loop);
            WriteObject(loop);
            return;
        }
        WaitForEnd(loop);
    }

    private void WaitForEnd(PyEventLoop loop)
    {
        try
        {
            Tell(loop);
            // What is said on the loop, by whomever, is said here.
            using IDisposable records = TaskWaits.Enter(loop, Run.Pump);
            _ = Run.DeliverUntil(loop.Completion, Timeout.InfiniteTimeSpan);
        }
        finally
        {
            // Quiet where the loop has stopped by itself.
            loop.Stop(s_grace, force: true);
        }
    }
}
