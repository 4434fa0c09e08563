using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Text;
using PyAsync.PowerShell.Scopes;
using PyAsync.PowerShell.Values;

namespace PyAsync.PowerShell.Pipeline;

/// <summary>
/// Runs a script block as part of a command: in the scope of the command's caller. Its errors, warnings and information
/// become the command's own as they come, so that redirections, <c>-ErrorAction</c>, <c>-ErrorVariable</c> and the like of the
/// command are about them. The pipeline's thread.
/// </summary>
internal static class CommandScript
{
    private const int Cached = 8;

    private static readonly ScriptBlock?[] s_wrappers = new ScriptBlock?[Cached];

    private static readonly CmdletInfo s_records = new("Write-PyRecord", typeof(RecordOutput));

    /// <summary>Whether a script block calls a command, and so may have records to give: it costs twice as much then.</summary>
    public static bool MayWriteRecords(ScriptBlock block) => block.Ast.Find(part => part is CommandAst, searchNestedScriptBlocks: true) is not null;

    /// <summary>What the script block writes as output, as one value.</summary>
    public static object? Run(PSCmdlet cmdlet, ScriptBlock block, object?[] arguments, bool mayWriteRecords)
    {
        if (!mayWriteRecords)
        {
            return PSValues.Single(cmdlet.InvokeCommand.InvokeScript(false, block, null, arguments));
        }
        // The output goes into an array of ours, so that what comes down the pipeline is records only.
        object?[] output = new object?[1];
        object?[] all = [s_records, cmdlet, output, block, .. arguments];
        cmdlet.InvokeCommand.InvokeScript(false, WrapperFor(arguments.Length), null, all);
        return PSValues.Single((object?[]?)output[0] ?? []);
    }

    private static ScriptBlock WrapperFor(int count) => count < Cached ? s_wrappers[count] ??= MakeWrapper(count) : MakeWrapper(count);

    // Only $args is used, as the block has one of its own and nothing else appears in the caller's scope. The "catch"
    // makes every statement's error end the block.
    private static ScriptBlock MakeWrapper(int count)
    {
        StringBuilder passed = new();
        StringBuilder taken = new();
        for (int i = 0; i < count; i++)
        {
            passed.Append(CultureInfo.InvariantCulture, $" $args[{i + 4}]");
            taken.Append(CultureInfo.InvariantCulture, $" $args[{i + 2}]");
        }
        return ScriptBlock.Create($". {{ try {{ $args[0][0] = @(. $args[1]{taken}) }} catch {{ throw }} }} $args[2] $args[3]{passed} 2>&1 3>&1 6>&1 | & $args[0] $args[1]");
    }
}
