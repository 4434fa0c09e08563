using System;
using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;
using PyAsync.Calls;
using PyAsync.Interop;
using PyAsync.PowerShell.Pipeline;
using PyAsync.PowerShell.Values;

namespace PyAsync.PowerShell.ScriptBlocks;

/// <summary>
/// A script block that Python can call. It runs on the pipeline's thread that gave it, while a command of ours waits
/// there: in the caller's scope, with its variables and streams. Where nobody waits any more, it runs in the loop's own
/// runspace, without them.
/// </summary>
internal sealed class ScriptBlockCallback(ScriptBlock block, CallOrigin? origin, bool isBlocking) : PyCallback(isBlocking)
{
    /// <summary>The script block.</summary>
    public CallableScript Script { get; } = new(block);

    /// <summary>The pump of the command that it was given to; null for none.</summary>
    public Pump? Owner { get; } = origin?.Output as Pump;

    /// <summary>The callback for a script block that is being converted as part of a command's arguments. The loop's thread.</summary>
    public static ScriptBlockCallback ForStartingCall(ScriptBlock block, bool isBlocking)
    {
        PipelineCall? call = PyCall.Starting as PipelineCall;
        return new(block, call?.Origin, isBlocking) { Conversion = call?.Conversion ?? ObjectHost.Conversion };
    }

    /// <summary>The script block that PowerShell made a delegate of, which could run only on a thread with a runspace; null for any other delegate.</summary>
    public static ScriptBlock? TryGetBlock(Delegate function)
    {
        // What compiled expressions are bound to; the class is public but in no reference assembly.
        if (function.Target?.GetType() is not { FullName: "System.Runtime.CompilerServices.Closure" } closure
            || closure.GetField("Constants")?.GetValue(function.Target) is not object[] constants)
        {
            return null;
        }
        foreach (object constant in constants)
        {
            if (constant is ScriptBlock block)
            {
                return block;
            }
        }
        return null;
    }

    [SuppressMessage("Design", "CA1031", Justification = "The script block's error is the Python caller's.")]
    protected internal override void Start(PyCallbackCall call)
    {
        ScriptBlockItem item = new(this, call);
        if (Owner is not null && Owner.Thread.TryPush(item))
        {
            return;
        }
        try
        {
            LoopRunspace.Ensure();
            item.Deliver(new OriginOutput(call.Origin));
        }
        catch (Exception error)
        {
            // A block that ends its caller, as by "exit", ends the call here.
            call.SetException(error);
        }
    }
}
