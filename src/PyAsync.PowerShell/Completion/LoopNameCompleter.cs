using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;
using System.Management.Automation.Language;
using PyAsync.Loops;

namespace PyAsync.PowerShell.Completion;

/// <summary>Completes the names of the loops that are there.</summary>
public sealed class LoopNameCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        WildcardPattern pattern = WildcardPattern.Get(CompletionText.Word(wordToComplete) + "*", WildcardOptions.IgnoreCase);
        foreach (PyEventLoop loop in PyEventLoop.All)
        {
            if (pattern.IsMatch(loop.Name))
            {
                yield return CompletionText.Result(loop.Name, loop.Name, $"{loop.State}, Python {loop.Python.Version}");
            }
        }
    }
}
