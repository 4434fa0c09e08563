using System.Management.Automation;

namespace PyAsync.PowerShell.ScriptBlocks;

/// <summary>A script block that Python shall see as a plain callable.</summary>
internal sealed record BlockingScriptBlock(ScriptBlock Block);
