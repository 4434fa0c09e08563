using System.Collections.Concurrent;
using System.Management.Automation;
using System.Management.Automation.Language;
using PyAsync.PowerShell.ScriptBlocks;
using PyAsync.PowerShell.Values;

namespace PyAsync.PowerShell.Pipeline;

/// <summary>
/// Runs a script block as part of a command: in the scope of the command's caller or, where it has parameters, as a function
/// has its own, in one within that. Its errors, warnings and information
/// become the command's own as they come, so that redirections, <c>-ErrorAction</c>, <c>-ErrorVariable</c> and the like of the
/// command are about them. The pipeline's thread.
/// </summary>
internal static class CommandScript
{
    private const int MostNamed = 64;

    // By how many arguments there are, for blocks in the caller's scope and in their own.
    private static readonly ScriptBlock?[][] s_positional = [new ScriptBlock?[16], new ScriptBlock?[16]];

    private static readonly ConcurrentDictionary<string, ScriptBlock> s_named = new();

    private static readonly CmdletInfo s_records = new("Write-PyRecord", typeof(RecordOutput));

    /// <summary>Whether a script block calls a command, and so may have records to give: it costs twice as much then.</summary>
    public static bool MayWriteRecords(ScriptBlock block) => block.Ast.Find(part => part is CommandAst, searchNestedScriptBlocks: true) is not null;

    /// <summary>What the script block writes as output, as one value.</summary>
    public static object? Run(PSCmdlet cmdlet, ScriptBlock block, ScriptBlockArguments arguments, bool mayWriteRecords)
    {
        bool ownScope = HasParameters(block);
        if (!mayWriteRecords && arguments.Names.Length == 0 && IsSingleClause(block))
        {
            return PSValues.Single(cmdlet.InvokeCommand.InvokeScript(ownScope, block, null, arguments.Values));
        }
        // The output goes into an array of ours, so that what comes down the pipeline is records only.
        object?[] output = new object?[1];
        object?[] all = [s_records, cmdlet, output, block, .. arguments.Values];
        cmdlet.InvokeCommand.InvokeScript(false, WrapperFor(arguments, ownScope), null, all);
        return PSValues.Single((object?[]?)output[0] ?? []);
    }

    private static bool HasParameters(ScriptBlock block) => block.Ast switch
    {
        ScriptBlockAst script => script.ParamBlock is not null,
        FunctionDefinitionAst => true,
        _ => false,
    };

    private static bool IsSingleClause(ScriptBlock block) =>
        ((block.Ast as FunctionDefinitionAst)?.Body ?? block.Ast as ScriptBlockAst) is not ({ BeginBlock: not null } or { ProcessBlock: not null });

    // Nearly all calls are positional, and those are told apart by their number.
    private static ScriptBlock WrapperFor(ScriptBlockArguments arguments, bool ownScope)
    {
        int count = arguments.Values.Length;
        ScriptBlock?[] positional = s_positional[ownScope ? 1 : 0];
        if (arguments.Names.Length == 0 && count < positional.Length)
        {
            return positional[count] ??= MakeWrapper(arguments, ownScope);
        }
        string taken = $"{ownScope}{arguments.Text(2)}";
        if (s_named.TryGetValue(taken, out ScriptBlock? wrapper))
        {
            return wrapper;
        }
        wrapper = MakeWrapper(arguments, ownScope);
        if (s_named.Count < MostNamed)
        {
            s_named[taken] = wrapper;
        }
        return wrapper;
    }

    // Only $args is used, as the block has one of its own and nothing else appears in the caller's scope. The "catch"
    // makes every statement's error end the block.
    private static ScriptBlock MakeWrapper(ScriptBlockArguments arguments, bool ownScope)
    {
        string taken = arguments.Text(2);
        string passed = (arguments with { Names = [] }).Text(4);
        return ScriptBlock.Create($". {{ try {{ $args[0][0] = @({(ownScope ? '&' : '.')} $args[1]{taken}) }} catch {{ throw }} }} $args[2] $args[3]{passed} 2>&1 3>&1 6>&1 | & $args[0] $args[1]");
    }
}
