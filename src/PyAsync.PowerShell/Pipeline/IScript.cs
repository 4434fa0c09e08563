using System.Management.Automation;

namespace PyAsync.PowerShell.Pipeline;

/// <summary>A script block with its arguments, which an output runs where it is. Its output is one value, its records go to the output.</summary>
internal interface IScript
{
    /// <summary>Runs it in the scope of a command's caller. The pipeline's thread.</summary>
    object? RunInCommand(PSCmdlet cmdlet, IOutput output);

    /// <summary>Runs it in the runspace that is this thread's own.</summary>
    object? RunHere(IOutput output);

    /// <summary>Runs it in a runspace of the pool, as this thread has none, and waits for it.</summary>
    object? RunInPool(IOutput output);
}
