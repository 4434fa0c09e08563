using System.Management.Automation;
using PyAsync.Calls;

namespace PyAsync.PowerShell.Pipeline;

/// <summary>Takes the records of a command's awaits into the command's own streams. Any thread.</summary>
internal sealed class CommandOutput(PumpingCmdlet cmdlet) : ICallOutput
{
    public bool TryWrite(object record) => record is PyWarning warning
        && ActiveCommands.TryGive(cmdlet, new RecordItem(new WarningRecord($"{warning.Category}: {warning.Message} ({warning.File}:{warning.Line})")));
}
