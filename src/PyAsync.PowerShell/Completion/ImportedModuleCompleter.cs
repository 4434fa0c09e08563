using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace PyAsync.PowerShell.Completion;

/// <summary>Completes the Python modules whose functions are commands of the session.</summary>
public sealed class ImportedModuleCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        string word = CompletionText.Word(wordToComplete);
        return from module in ScriptBlock.Create(@"PyAsync\Get-PyModule").Invoke()
               let name = module.Properties["Name"].Value as string
               where name is not null && CompletionText.Begins(name, word)
               select CompletionText.Result(name, name, module.Properties["File"]?.Value as string);
    }
}
