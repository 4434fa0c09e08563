using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace PyAsync.PowerShell.Completion;

/// <summary>Completes the Python modules that can be imported as commands, and the files and folders of the location.</summary>
public sealed class ModuleCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        string word = CompletionText.Word(wordToComplete);
        IEnumerable<CompletionResult> modules =
            PythonOffers.Modules(CompletionText.Location(), word).Select(offer => CompletionText.Result(offer.Text, offer.Text, offer.More));
        IEnumerable<CompletionResult> files = CompletionCompleters.CompleteFilename(wordToComplete ?? "")
            .Where(file => file.ResultType is CompletionResultType.ProviderContainer || file.ListItemText.EndsWith(".py", StringComparison.OrdinalIgnoreCase));
        return word.AsSpan().IndexOfAny('/', '\\', '~') >= 0 ? files : files.Concat(modules);
    }
}
