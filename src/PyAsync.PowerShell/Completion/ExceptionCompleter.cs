using System;
using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace PyAsync.PowerShell.Completion;

/// <summary>Completes the names of Python exceptions that a further attempt may help against.</summary>
public sealed class ExceptionCompleter : IArgumentCompleter
{
    private static readonly (string Name, string Meaning)[] s_names =
    [
        ("ConnectionError", "A connection that was refused, reset, aborted or closed; aiohttp's and httpx's own are derived from others"),
        ("TimeoutError", "What took too long, by asyncio, by the system or by -TimeoutSeconds"),
        ("OSError", "Whatever the system refuses: connections, files, names that are not found"),
        ("ClientError", "aiohttp's errors"),
        ("TransportError", "httpx's errors of the connection"),
    ];

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        foreach ((string name, string meaning) in s_names)
        {
            if (name.StartsWith(wordToComplete ?? "", StringComparison.OrdinalIgnoreCase))
            {
                yield return new CompletionResult(name, name, CompletionResultType.ParameterValue, meaning);
            }
        }
    }
}
