using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Text.RegularExpressions;

namespace PyAsync.PowerShell.Completion;

/// <summary>Completes the last name in <c>-Code</c> with those that code on the loop sees.</summary>
public sealed partial class CodeCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        string code = CompletionText.Word(wordToComplete);
        Match last = LastName().Match(code);
        string loop = CompletionText.Given(fakeBoundParameters, "Loop") is { } name && !name.Equals("Default", StringComparison.OrdinalIgnoreCase) ? $"__pyasync_{name}__" : "__main__";
        return from offer in PythonOffers.Names(loop)
               where offer.Text.StartsWith(last.Value, StringComparison.Ordinal)
               select new CompletionResult("'" + CodeGeneration.EscapeSingleQuotedStringContent(code[..last.Index] + offer.Text) + "'", offer.Text, CompletionResultType.ParameterValue, $"{offer.Text}: {offer.More}");
    }

    [GeneratedRegex(@"(?<![\w.])[^\W\d]\w*$|$")]
    private static partial Regex LastName();
}
