using System;
using System.Buffers;
using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;
using System.Management.Automation.Language;
using PyAsync.Loops;

namespace PyAsync.PowerShell.Completion;

/// <summary>Completes the names of the loops that are there.</summary>
public sealed class LoopNameCompleter : IArgumentCompleter
{
    private static readonly SearchValues<char> s_special = SearchValues.Create(" '\"$`;(){}|&<>,@#");

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        WildcardPattern pattern = WildcardPattern.Get((wordToComplete ?? "").Trim('\'', '"') + "*", WildcardOptions.IgnoreCase);
        foreach (PyEventLoop loop in PyEventLoop.All)
        {
            if (pattern.IsMatch(loop.Name))
            {
                string text = loop.Name.AsSpan().IndexOfAny(s_special) >= 0
                    ? "'" + CodeGeneration.EscapeSingleQuotedStringContent(loop.Name) + "'"
                    : loop.Name;
                yield return new CompletionResult(text, loop.Name, CompletionResultType.ParameterValue, $"{loop.State}, Python {loop.Python.Version}");
            }
        }
    }
}
