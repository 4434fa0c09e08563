using System.Collections.Concurrent;
using System.Management.Automation;
using System.Management.Automation.Language;
using PyAsync.PowerShell.Callbacks;
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
    private const int MostNamed = 64;

    private static readonly ScriptBlock?[] s_positional = new ScriptBlock?[16];

    private static readonly ConcurrentDictionary<string, ScriptBlock> s_named = new();

    private static readonly CmdletInfo s_records = new("Write-PyRecord", typeof(RecordOutput));

    /// <summary>Whether a script block calls a command, and so may have records to give: it costs twice as much then.</summary>
    public static bool MayWriteRecords(ScriptBlock block) => block.Ast.Find(part => part is CommandAst, searchNestedScriptBlocks: true) is not null;

    /// <summary>What the script block writes as output, as one value.</summary>
    public static object? Run(PSCmdlet cmdlet, ScriptBlock block, ScriptBlockArguments arguments, bool mayWriteRecords)
    {
        if (!mayWriteRecords && arguments.Names.Length == 0)
        {
            return PSValues.Single(cmdlet.InvokeCommand.InvokeScript(false, block, null, arguments.Values));
        }
        // The output goes into an array of ours, so that what comes down the pipeline is records only.
        object?[] output = new object?[1];
        object?[] all = [s_records, cmdlet, output, block, .. arguments.Values];
        cmdlet.InvokeCommand.InvokeScript(false, WrapperFor(arguments), null, all);
        return PSValues.Single((object?[]?)output[0] ?? []);
    }

    // Nearly all calls are positional, and those are told apart by their number.
    private static ScriptBlock WrapperFor(ScriptBlockArguments arguments)
    {
        int count = arguments.Values.Length;
        if (arguments.Names.Length == 0 && count < s_positional.Length)
        {
            return s_positional[count] ??= MakeWrapper(arguments);
        }
        string taken = arguments.Text(2);
        if (s_named.TryGetValue(taken, out ScriptBlock? wrapper))
        {
            return wrapper;
        }
        wrapper = MakeWrapper(arguments);
        if (s_named.Count < MostNamed)
        {
            s_named[taken] = wrapper;
        }
        return wrapper;
    }

    // Only $args is used, as the block has one of its own and nothing else appears in the caller's scope. The "catch"
    // makes every statement's error end the block.
    private static ScriptBlock MakeWrapper(ScriptBlockArguments arguments)
    {
        string taken = arguments.Text(2);
        string passed = (arguments with { Names = [] }).Text(4);
        return ScriptBlock.Create($". {{ try {{ $args[0][0] = @(. $args[1]{taken}) }} catch {{ throw }} }} $args[2] $args[3]{passed} 2>&1 3>&1 6>&1 | & $args[0] $args[1]");
    }
}
