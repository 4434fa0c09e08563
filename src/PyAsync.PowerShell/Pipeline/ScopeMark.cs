using System.Management.Automation;

namespace PyAsync.PowerShell.Pipeline;

/// <summary>
/// Stands behind a scope's block and marks what it gives as output, which tells it from the block's errors and warnings. No
/// command of its own: only <see cref="ScopedBlock"/> makes it.
/// </summary>
public sealed class ScopeMark : PSCmdlet
{
    /// <summary>What the block gives.</summary>
    [Parameter(ValueFromPipeline = true)]
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    public object? InputObject { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => WriteObject(new MarkedOutput(InputObject));
}

/// <summary>An object that a scope's block has given as output.</summary>
/// <param name="Value">The object.</param>
internal sealed record MarkedOutput(object? Value);
