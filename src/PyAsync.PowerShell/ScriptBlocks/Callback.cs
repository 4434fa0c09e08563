using System.Management.Automation;

namespace PyAsync.PowerShell.ScriptBlocks;

/// <summary>Says how Python shall see host code that is given to it. Scripts write it as <c>[PyAsync.Callback]</c>, which the module registers.</summary>
public static class Callback
{
    /// <summary>A plain callable, for Python APIs that are synchronous: the call returns the script block's output.</summary>
    /// <param name="scriptBlock">The script block; it runs on the waiting pipeline's thread, and Python's thread waits for it.</param>
    public static object Blocking(ScriptBlock scriptBlock) => new BlockingScriptBlock(scriptBlock);

    /// <summary>An async callable: the call returns an awaitable. This is what a script block becomes by itself.</summary>
    public static object Async(ScriptBlock scriptBlock) => scriptBlock;
}
