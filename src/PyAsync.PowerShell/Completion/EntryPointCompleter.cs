using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace PyAsync.PowerShell.Completion;

/// <summary>Completes <c>-EntryPoint</c> with the functions of the file of <c>-Path</c>.</summary>
public sealed class EntryPointCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        string word = CompletionText.Word(wordToComplete);
        string location = CompletionText.Location();
        return (CompletionText.Given(fakeBoundParameters, "Path") ?? CompletionText.Given(fakeBoundParameters, "LiteralPath")) is not { } file
            ? []
            : from offer in PythonOffers.Functions(CompletionText.Full(file, location), location)
              where CompletionText.Begins(offer.Text, word)
              select CompletionText.Result(offer.Text, offer.Text, offer.More);
    }
}
