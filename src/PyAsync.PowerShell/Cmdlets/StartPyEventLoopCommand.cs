using System;
using System.Management.Automation;
using System.Threading;
using PyAsync.PowerShell.Errors;

namespace PyAsync.PowerShell;

/// <summary>Starts a Python event loop in this process.</summary>
[Cmdlet(VerbsLifecycle.Start, "PyEventLoop")]
[OutputType(typeof(PyEventLoop))]
public sealed class StartPyEventLoopCommand : LoopStartingCmdlet, IDisposable
{
    // What Python's cleanup may take after Ctrl+C.
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stop = new();

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

    /// <inheritdoc/>
    protected override void StopProcessing()
    {
        base.StopProcessing();
        _stop.Cancel();
    }

    /// <inheritdoc/>
    public void Dispose() => _stop.Dispose();

    private void WaitForEnd(PyEventLoop loop)
    {
        try
        {
            Tell(loop);
            loop.WaitForEnd(_stop.Token);
        }
        catch (OperationCanceledException) when (IsStopping)
        {
            throw new PipelineStoppedException();
        }
        finally
        {
            // Quiet where the loop has stopped by itself.
            loop.Stop(s_grace, force: true);
        }
    }
}
