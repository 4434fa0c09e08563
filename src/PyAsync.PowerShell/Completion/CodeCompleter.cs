using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Text.RegularExpressions;
using PyAsync.Packages;

namespace PyAsync.PowerShell.Completion;

/// <summary>Completes the last name in <c>-Code</c> with those that code on the loop sees.</summary>
public sealed partial class CodeCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        string code = CompletionText.Word(wordToComplete);
        Match last = LastName().Match(code);
        // No name of the namespace stands here; or PowerShell has put values in place of variables, which are lost in the word.
        if (!last.Success || commandAst.Find(ast => ast is ExpandableStringExpressionAst { NestedExpressions.Count: > 0 }, searchNestedScriptBlocks: false) is not null)
        {
            return [];
        }
        string loop = CompletionText.Given(fakeBoundParameters, "Loop") is { } name && !name.Equals("Default", StringComparison.OrdinalIgnoreCase) ? $"__pyasync_{name}__" : "__main__";
        return from offer in PythonOffers.Names(loop)
               where offer.Text.StartsWith(last.Value, StringComparison.Ordinal)
               select new CompletionResult(ShellWord.Quote(code[..last.Index] + offer.Text), offer.Text, CompletionResultType.ParameterValue, $"{offer.Text}: {offer.More}");
    }

    // A name that is no attribute, or a place where one may begin: at the start, after a space, an operator or an open bracket.
    [GeneratedRegex(@"(?<![\w.])[^\W\d]\w*$|(?<=^|[\s([{,:;=+\-*/%@&|^~<>])$")]
    private static partial Regex LastName();
}
