using System.Management.Automation;
using PyAsync.PowerShell.Values;

namespace PyAsync.PowerShell.Pipeline;

/// <summary>Stands behind a script block and makes its records the command's own. No command of its own: only <see cref="Pipeline.CommandScript"/> makes it.</summary>
public sealed class RecordOutput : PSCmdlet
{
    /// <summary>The command that runs the block.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    public object Command { get; set; } = null!;

    /// <summary>An error, a warning or information.</summary>
    [Parameter(ValueFromPipeline = true)]
    public object? InputObject { get; set; }

    /// <summary>Writes an error or a warning as the command's own, so that its <c>-ErrorAction</c>, <c>-ErrorVariable</c> and the like are about it; false for what is neither.</summary>
    internal static bool TryWrite(PSCmdlet command, object? item)
    {
        switch (item)
        {
            case ErrorRecord error:
                command.WriteError(error);
                return true;
            case WarningRecord warning:
                command.WriteWarning(warning.Message);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Writes an error, a warning or information as the command's own.</summary>
    internal static void Write(PSCmdlet command, object? item)
    {
        if (!TryWrite(command, item) && item is InformationRecord information)
        {
            command.WriteInformation(information);
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Write((PSCmdlet)Command, PSValues.Unwrap(InputObject));
}
