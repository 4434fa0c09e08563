using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;
using System.Management.Automation.Language;
using PyAsync.Environments;

namespace PyAsync.PowerShell.Completion;

/// <summary>Completes the Pythons of this machine, by version.</summary>
public sealed class PythonCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        IReadOnlyList<PythonInstallation> all = PythonLocator.FindAll();
        foreach (PythonInstallation python in all)
        {
            string version = $"{python.Version.Major}.{python.Version.Minor}";
            // The shortest word that means this Python and no other.
            string text = IsOnly(all, version) ? version
                : IsOnly(all, python.Version.ToString()) ? python.Version.ToString()
                : python.Executable;
            if (text.StartsWith(wordToComplete ?? "", System.StringComparison.Ordinal))
            {
                yield return new CompletionResult(text.Contains(' ', System.StringComparison.Ordinal) ? $"'{text}'" : text, $"{version} {python.Executable}", CompletionResultType.ParameterValue, python.ToString());
            }
        }
    }

    private static bool IsOnly(IReadOnlyList<PythonInstallation> all, string version)
    {
        int matches = 0;
        foreach (PythonInstallation python in all)
        {
            matches += $"{python.Version}.".StartsWith(version + ".", System.StringComparison.Ordinal) ? 1 : 0;
        }
        return matches == 1;
    }
}

/// <summary>Completes the loop factories that have a short name.</summary>
public sealed class LoopFactoryCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        foreach (string name in (string[])["asyncio", "uvloop"])
        {
            if (name.StartsWith(wordToComplete ?? "", System.StringComparison.OrdinalIgnoreCase))
            {
                yield return new CompletionResult(name);
            }
        }
    }
}
