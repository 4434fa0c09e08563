using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using PyAsync.Calls;

namespace PyAsync.PowerShell.Completion;

/// <summary>Completes <c>-Context</c> with the variables that hold one.</summary>
public sealed class ContextCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        string word = (wordToComplete ?? "").TrimStart('$');
        return from item in ScriptBlock.Create(@"Microsoft.PowerShell.Utility\Get-Variable").Invoke()
               let variable = (PSVariable)item.BaseObject
               where (variable.Value is PSObject wrapped ? wrapped.BaseObject : variable.Value) is PyContext && CompletionText.Begins(variable.Name, word)
               select new CompletionResult("$" + variable.Name, "$" + variable.Name, CompletionResultType.Variable, "A context of New-PyContext");
    }
}
