using System.Management.Automation;
using PyAsync.PowerShell.Pipeline;

namespace PyAsync.PowerShell.ScriptBlocks;

/// <summary>A script block and the arguments of one call.</summary>
internal sealed class BoundScript(CallableScript script, ScriptBlockArguments arguments) : IScript
{
    /// <inheritdoc/>
    public object? RunInCommand(PSCmdlet cmdlet, IOutput output) => ScriptRunner.RunInCommand(cmdlet, output, script, arguments);

    /// <inheritdoc/>
    public object? RunHere(IOutput output) => ScriptRunner.RunHere(output, script, arguments);

    /// <inheritdoc/>
    public object? RunInPool(IOutput output) => ScriptBlockPool.Run(output, script, arguments);
}
