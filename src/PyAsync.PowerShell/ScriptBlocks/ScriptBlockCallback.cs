using System;
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
internal sealed class ScriptBlockCallback(ScriptBlock block, PipelineThread? thread, long command, bool isBlocking) : PyCallback(isBlocking)
{
    /// <summary>The script block.</summary>
    public ScriptBlock Block => block;

    /// <summary>The number of the command that it was given to; 0 for none.</summary>
    public long Command => command;

    /// <summary>Whether it may write errors, warnings and the like.</summary>
    public bool MayWriteRecords { get; } = CommandScript.MayWriteRecords(block);

    /// <summary>The callback for a script block that is being converted as part of a command's arguments. The loop's thread.</summary>
    public static ScriptBlockCallback ForStartingCall(ScriptBlock block, bool isBlocking)
    {
        PipelineCall? call = PyCall.Starting as PipelineCall;
        return new(block, call?.Cmdlet.Pump.Thread, call?.Cmdlet.Number ?? 0, isBlocking)
        {
            Conversion = call?.Conversion ?? PSValues.Conversion,
        };
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

    protected internal override void Start(PyCallbackCall call)
    {
        ScriptBlockItem item = new(this, call);
        if (thread is null || !thread.TryPush(item))
        {
            LoopRunspace.Run(block, call);
        }
    }
}
