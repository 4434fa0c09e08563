using System;
using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;
using PyAsync.Interop;
using PyAsync.Objects;
using PyAsync.PowerShell.ScriptBlocks;

namespace PyAsync.PowerShell.Pipeline;

/// <summary>A call of a script block by Python, to be run on the pipeline's thread.</summary>
internal sealed class ScriptBlockItem(ScriptBlockCallback callback, PyCallbackCall call) : IPumpItem
{
    public IPumpItem? Next { get; set; }

    /// <summary>The number of the command that the script block was given to.</summary>
    public long Command => callback.Command;

    /// <summary>Ends the call without running it: the pipeline has been stopped or has ended.</summary>
    public void Cancel() => call.SetException(new OperationCanceledException("The PowerShell pipeline that this script block belongs to was stopped."));

    [SuppressMessage("Design", "CA1031", Justification = "The script block's error is the Python caller's.")]
    public void Deliver(PumpingCmdlet cmdlet)
    {
        if (call.CancellationToken.IsCancellationRequested)
        {
            Cancel();
            return;
        }
        AmbientCall? outer = AmbientCall.Current;
        AmbientCall.Current = new AmbientCall(call.Context, callback.IsBlocking ? call.Loop : null);
        try
        {
            using IDisposable? context = call.EnterContext();
            call.SetResult(CommandScript.Run(cmdlet, callback.Block, ScriptBlockArguments.Of(callback.Block, call), callback.MayWriteRecords));
        }
        catch (PipelineStoppedException)
        {
            Cancel();
            throw;
        }
        catch (Exception error) when (error is not FlowControlException)
        {
            // Python's own exception, which came through the script block, is raised again as what it was.
            call.SetException(error is RuntimeException { ErrorRecord.Exception: PyException python } ? python : error);
        }
        finally
        {
            AmbientCall.Current = outer;
        }
    }
}
