using System;
using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;
using System.Management.Automation.Language;
using PyAsync.Calls;
using PyAsync.Loops;
using PyAsync.Packages;

namespace PyAsync.PowerShell.Completion;

/// <summary>Completes the numbers and names of the tasks that there are; a loop that does not answer at once is passed over.</summary>
public sealed class TaskCompleter : IArgumentCompleter
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMilliseconds(150);

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        bool byName = string.Equals(parameterName, "Name", StringComparison.OrdinalIgnoreCase);
        WildcardPattern pattern = WildcardPattern.Get((wordToComplete ?? "").Trim('\'', '"') + "*", WildcardOptions.IgnoreCase);
        foreach (PyTaskInfo task in All())
        {
            string text = byName ? task.Name : task.Id.ToString(System.Globalization.CultureInfo.InvariantCulture);
            if (pattern.IsMatch(text))
            {
                string quoted = byName ? ShellWord.Quote(text) : text;
                string where = task.File is null ? "" : $" at {task.File}:{task.Line}";
                yield return new CompletionResult(quoted, $"{text} {task.Coroutine}", CompletionResultType.ParameterValue, $"{task.State}: {task.Coroutine}{where}");
            }
        }
    }

    private static List<PyTaskInfo> All()
    {
        List<PyTaskInfo> tasks = [];
        foreach (PyEventLoop loop in PyEventLoop.All)
        {
            try
            {
                tasks.AddRange(loop.GetTasks(s_limit));
            }
            catch (PyAsyncException)
            {
                // Busy; completion shows what it can.
            }
        }
        return tasks;
    }
}
