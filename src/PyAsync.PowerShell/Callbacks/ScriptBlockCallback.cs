using System.Management.Automation;
using PyAsync.Bridging;
using PyAsync.Loops;
using PyAsync.PowerShell.Pipeline;
using PyAsync.PowerShell.Values;

namespace PyAsync.PowerShell.Callbacks;

/// <summary>
/// A script block that Python can call. It runs on the pipeline's thread that gave it, while a command of ours waits
/// there: in the caller's scope, with its variables and streams. Where nobody waits any more, it runs in the loop's own
/// runspace, without them.
/// </summary>
internal sealed class ScriptBlockCallback(ScriptBlock block, PipelineThread? thread, bool isBlocking) : PyCallback(isBlocking)
{
    /// <summary>The script block.</summary>
    public ScriptBlock Block => block;

    /// <summary>The callback for a script block that is being converted as part of a command's arguments. The loop's thread.</summary>
    public static ScriptBlockCallback ForStartingCall(ScriptBlock block, bool isBlocking) =>
        new(block, (PyCall.Starting as PipelineCall)?.Cmdlet.Pump.Thread, isBlocking)
        {
            Conversion = (PyCall.Starting as PipelineCall)?.Conversion ?? PSValues.Conversion,
        };

    protected override void Start(PyCallbackCall call)
    {
        ScriptBlockItem item = new(block, call, isBlocking: IsBlocking);
        if (thread is null || !thread.TryPush(item))
        {
            LoopRunspace.Run(block, call);
        }
    }
}
