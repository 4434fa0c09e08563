using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;
using System.Management.Automation.Language;
using PyAsync.Hosting;

namespace PyAsync.PowerShell.Completers;

/// <summary>Completes the Pythons of this machine, by version.</summary>
public sealed class PythonCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        // A version stands for the newest Python of it; a second one of the same version is named by its path.
        HashSet<string> versions = [];
        foreach (PythonInstallation python in PythonLocator.FindAll())
        {
            string version = $"{python.Version.Major}.{python.Version.Minor}";
            string text = versions.Add(version) ? version : python.Executable;
            if (text.StartsWith(wordToComplete ?? "", System.StringComparison.Ordinal))
            {
                yield return new CompletionResult(text.Contains(' ', System.StringComparison.Ordinal) ? $"'{text}'" : text, $"{version} {python.Executable}", CompletionResultType.ParameterValue, python.ToString());
            }
        }
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
