using System.Management.Automation;
using System.Management.Automation.Language;

namespace PyAsync.PowerShell.ScriptBlocks;

/// <summary>A script block that is called, with what its text tells of how to run it. Immutable; any thread.</summary>
internal sealed class CallableScript(ScriptBlock block)
{
    /// <summary>The script block.</summary>
    public ScriptBlock Block => block;

    /// <summary>Whether it calls a command, and so may have records to give: it costs twice as much then.</summary>
    public bool MayWriteRecords { get; } = block.Ast.Find(part => part is CommandAst, searchNestedScriptBlocks: true) is not null;

    /// <summary>Whether it has parameters, and so a scope of its own as a function has.</summary>
    public bool HasParameters { get; } = block.Ast switch
    {
        ScriptBlockAst script => script.ParamBlock is not null,
        FunctionDefinitionAst => true,
        _ => false,
    };

    /// <summary>Whether it has no <c>begin</c> or <c>process</c> of its own.</summary>
    public bool IsSingleClause { get; } =
        ((block.Ast as FunctionDefinitionAst)?.Body ?? block.Ast as ScriptBlockAst) is not ({ BeginBlock: not null } or { ProcessBlock: not null });

    /// <summary>The same script for another runspace: a script block belongs to the one that made it, its text to none.</summary>
    public CallableScript Unbound() => new(ScriptBlock.Create(block.ToString()));
}
