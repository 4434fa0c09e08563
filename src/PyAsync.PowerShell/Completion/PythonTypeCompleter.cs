using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using PyAsync.Conversion;

namespace PyAsync.PowerShell.Completion;

/// <summary>Completes Python classes: of <c>Unregister-PyConverter</c> those with a converter, else those of loaded modules.</summary>
public sealed class PythonTypeCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        string word = CompletionText.Word(wordToComplete);
        IEnumerable<(string Text, string More)> offers = commandName.StartsWith("Unregister", StringComparison.OrdinalIgnoreCase)
            ? PyConverters.All.Where(one => one.Direction is PyConverterDirection.FromPython).Select(one => (one.TypeName, "A converter is registered for it"))
            : PythonOffers.Classes(word).Select(one => (one.Text, one.More));
        return from offer in offers
               where offer.Text.StartsWith(word, StringComparison.OrdinalIgnoreCase)
               select CompletionText.Result(offer.Text, offer.Text, offer.More);
    }
}
