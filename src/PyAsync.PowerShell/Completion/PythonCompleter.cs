using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Threading;
using System.Threading.Tasks;
using PyAsync.Environments;

namespace PyAsync.PowerShell.Completion;

/// <summary>
/// Completes the Pythons of this machine, by version: those that are found in a moment, as each that was never asked before
/// takes one. The search goes on for who presses Tab again.
/// </summary>
public sealed class PythonCompleter : IArgumentCompleter
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMilliseconds(100);
    private static readonly object s_gate = new();
    private static Search? s_search;

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        IReadOnlyList<PythonInstallation> all = FindSome();
        foreach (PythonInstallation python in all)
        {
            string version = $"{python.Version.Major}.{python.Version.Minor}";
            // The shortest word that means this Python and no other.
            string text = IsOnly(all, version) ? version
                : IsOnly(all, python.Version.ToString()) ? python.Version.ToString()
                : python.Executable;
            if (text.StartsWith(wordToComplete ?? "", StringComparison.Ordinal))
            {
                yield return new CompletionResult(text.Contains(' ', StringComparison.Ordinal) ? $"'{text}'" : text, $"{version} {python.Executable}", CompletionResultType.ParameterValue, python.ToString());
            }
        }
    }

    private static IReadOnlyList<PythonInstallation> FindSome()
    {
        Search search;
        lock (s_gate)
        {
            search = s_search is { Task.IsCompleted: false } running ? running : s_search = new Search();
        }
        _ = search.Task.Wait(s_limit);
        return search.Found();
    }

    private static bool IsOnly(IReadOnlyList<PythonInstallation> all, string version)
    {
        int matches = 0;
        foreach (PythonInstallation python in all)
        {
            matches += $"{python.Version}.".StartsWith(version + ".", StringComparison.Ordinal) ? 1 : 0;
        }
        return matches == 1;
    }

    /// <summary>A search, and what it has found so far. Any thread.</summary>
    private sealed class Search
    {
        private readonly List<PythonInstallation> _found = [];

        public Search() => Task = Task.Run(() =>
        {
            foreach (PythonInstallation python in PythonLocator.Search(CancellationToken.None))
            {
                lock (_found)
                {
                    _found.Add(python);
                }
            }
        });

        public Task Task { get; }

        public IReadOnlyList<PythonInstallation> Found()
        {
            lock (_found)
            {
                return [.. _found.OrderByDescending(python => python.Version)];
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
            if (name.StartsWith(wordToComplete ?? "", StringComparison.OrdinalIgnoreCase))
            {
                yield return new CompletionResult(name);
            }
        }
    }
}
