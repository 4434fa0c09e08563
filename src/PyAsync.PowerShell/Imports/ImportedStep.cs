using System.Management.Automation;

namespace PyAsync.PowerShell.Imports;

/// <summary>
/// Waits for an imported command, and so learns that the pipeline was told to stop, which a function does not. No command of
/// its own: only the source text of imported commands runs it.
/// </summary>
public sealed class ImportedStep : PSCmdlet
{
    /// <summary>The command.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    public object Call { get; set; } = null!;

    /// <inheritdoc/>
    protected override void EndProcessing() => ((ImportedCall)Call).Wait();

    /// <inheritdoc/>
    protected override void StopProcessing() => ((ImportedCall)Call).Stop();
}
