using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace PyAsync.PowerShell.Completion;

/// <summary>Completes with the functions of the file of <c>-Path</c>, or of the file or module of <c>-Name</c>.</summary>
public sealed class SourceFunctionCompleter : IArgumentCompleter
{
    private static readonly string[] s_sources = ["Path", "LiteralPath", "Name"];

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        string word = CompletionText.Word(wordToComplete);
        string location = CompletionText.Location();
        return s_sources.Select(name => CompletionText.Given(fakeBoundParameters, name)).FirstOrDefault(given => given is not null) is not { } source
            ? []
            : from offer in PythonOffers.Functions(source.EndsWith(".py", StringComparison.OrdinalIgnoreCase) ? CompletionText.Full(source, location) : source, location)
              where CompletionText.Begins(offer.Text, word)
              select CompletionText.Result(offer.Text, offer.Text, offer.More);
    }
}
