using System.Management.Automation;
using PyAsync.PowerShell.Errors;
using PyAsync.PowerShell.Values;

namespace PyAsync.PowerShell.Pipeline;

/// <summary>Stands behind a script block and writes its records to an output. No command of its own: only <see cref="ScriptBlocks.ScriptRunner"/> makes it.</summary>
public sealed class RecordOutput : PSCmdlet
{
    /// <summary>Where they go.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    public object Output { get; set; } = null!;

    /// <summary>An error, a warning or information.</summary>
    [Parameter(ValueFromPipeline = true)]
    public object? InputObject { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        object? record = PSValues.Unwrap(InputObject);
        if (record is ErrorRecord error)
        {
            ScriptBlockError.Keep(error);
        }
        OutputRecord.TryWrite((IOutput)Output, record);
    }
}
