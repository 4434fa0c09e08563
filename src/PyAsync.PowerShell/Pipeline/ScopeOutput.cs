using System.Management.Automation;
using PyAsync.PowerShell.Errors;
using PyAsync.PowerShell.Values;

namespace PyAsync.PowerShell.Pipeline;

/// <summary>Stands behind a scope's block and passes its output on outside of the scope. No command of its own: only <see cref="ScopedBlock"/> makes it.</summary>
public sealed class ScopeOutput : PSCmdlet
{
    /// <summary>The scope.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    public object Scope { get; set; } = null!;

    /// <summary>The output of the command that runs the block: errors and warnings become its own.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    public object Output { get; set; } = null!;

    /// <summary>What the block gives, marked, and its errors and warnings.</summary>
    [Parameter(ValueFromPipeline = true)]
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    public object? InputObject { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => ((LoopScope)Scope).Outside(Pass, InputObject);

    private void Pass(object? item)
    {
        object? given = PSValues.Unwrap(item);
        if (given is MarkedOutput output)
        {
            WriteObject(output.Value);
        }
        else
        {
            if (given is ErrorRecord error)
            {
                ScriptBlockError.Keep(error);
            }
            OutputRecord.TryWrite((IOutput)Output, given);
        }
    }
}
