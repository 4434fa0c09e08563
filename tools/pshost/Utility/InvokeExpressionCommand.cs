using System;

namespace Microsoft.PowerShell.Commands;

[Cmdlet(VerbsLifecycle.Invoke, "Expression")]
public sealed class InvokeExpressionCommand : PSCmdlet
{
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true)]
    public string Command { get; set; } = "";

    protected override void ProcessRecord()
    {
        // In the caller's own scope: `iex '$x = 1'` sets the caller's $x.
        ScriptBlock block = InvokeCommand.NewScriptBlock(Command);
        block.InvokeUsingCmdlet(
            this,
            useLocalScope: false,
            ScriptBlock.ErrorHandlingBehavior.WriteToCurrentErrorPipe,
            dollarUnder: System.Management.Automation.Internal.AutomationNull.Value,
            input: Array.Empty<object>(),
            scriptThis: System.Management.Automation.Internal.AutomationNull.Value,
            args: Array.Empty<object>());
    }
}
