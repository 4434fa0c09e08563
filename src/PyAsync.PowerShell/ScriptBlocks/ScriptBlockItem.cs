using System;
using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;
using PyAsync.Interop;
using PyAsync.Objects;
using PyAsync.PowerShell.Pipeline;

namespace PyAsync.PowerShell.ScriptBlocks;

/// <summary>A call of a script block by Python, to be run for a command that waits, or on the calling thread.</summary>
internal sealed class ScriptBlockItem(ScriptBlockCallback callback, PyCallbackCall call) : ICallbackItem
{
    public IPumpItem? Next { get; set; }

    /// <inheritdoc/>
    public Pump? Owner => callback.Owner;

    /// <summary>Ends the call without running it: the pipeline has been stopped or has ended.</summary>
    public void Discard() => call.SetException(new OperationCanceledException("The PowerShell pipeline that this script block belongs to was stopped."));

    [SuppressMessage("Design", "CA1031", Justification = "The script block's error is the Python caller's.")]
    public void Deliver(IOutput output)
    {
        if (call.CancellationToken.IsCancellationRequested)
        {
            Discard();
            return;
        }
        AmbientCall? outer = AmbientCall.Current;
        AmbientCall.Current = new AmbientCall(call.Context, callback.IsBlocking && call.Loop is { IsCurrent: false } ? call.Loop : null);
        try
        {
            using IDisposable? context = call.EnterContext();
            call.SetResult(output.Run(new BoundScript(callback.Script, ScriptBlockArguments.Of(callback.Script.Block, call))));
        }
        catch (PipelineStoppedException)
        {
            Discard();
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
