using System.Collections.ObjectModel;
using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;
using System.Threading;
using PyAsync.PowerShell.Values;

namespace PyAsync.PowerShell.ScriptBlocks;

/// <summary>A script block that converts values on the loops' threads, in their own runspaces. Those threads.</summary>
[SuppressMessage("Design", "CA1001", Justification = "It lives as long as its registration; the slots hold script blocks only.")]
internal sealed class LoopScript(ScriptBlock block)
{
    // A script block belongs to the runspace that made it, so each thread has one of its own made of the text.
    private readonly string _text = block.ToString();
    private readonly ThreadLocal<ScriptBlock?> _own = new();

    /// <summary>What the script block gives for a value.</summary>
    public object? Convert(object value)
    {
        LoopRunspace.Ensure();
        ScriptBlock own = _own.Value ??= ScriptBlock.Create(_text);
        // What it writes as an error fails the conversion: there is no command whose error it could be.
        Collection<PSObject> output = own.InvokeWithContext(null, [new PSVariable("ErrorActionPreference", ActionPreference.Stop)], value);
        // The value itself is no wrapper to be looked into again.
        return PSValues.Single(output);
    }
}
