using System;
using System.Collections;
using System.Collections.Generic;

namespace PyAsync.Environments;

/// <summary>
/// Tries in a process of its own whether Python starts with this process's PYTHON variables: what it refuses here could
/// not be tried again. Any thread.
/// </summary>
internal static class StartTrial
{
    // Whatever their value is, Python starts.
    private static readonly HashSet<string> s_harmless = new(StringComparer.Ordinal)
    {
        "PYTHONPATH", "PYTHONSTARTUP", "PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE", "PYTHONWARNINGS", "PYTHONFAULTHANDLER",
        "PYTHONDEVMODE", "PYTHONASYNCIODEBUG", "PYTHONNOUSERSITE", "PYTHONPYCACHEPREFIX", "PYTHONBREAKPOINT", "PYTHONSAFEPATH",
    };

    /// <summary>Runs the interpreter with the variables, where there are any that matter.</summary>
    /// <exception cref="PythonNotUsableException">It does not start with them, or not within the limit.</exception>
    /// <exception cref="OperationCanceledException">The limit's token was cancelled.</exception>
    public static void Run(PythonInstallation installation, ProbeLimit limit)
    {
        List<string> variables = [];
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            if (((string)variable.Key).StartsWith("PYTHON", StringComparison.Ordinal) && !s_harmless.Contains((string)variable.Key))
            {
                variables.Add($"{variable.Key}={variable.Value}");
            }
        }
        if (variables.Count == 0)
        {
            return;
        }
        ChildResult result = Child.Run(installation.Executable, ["-c", "pass"], null, limit);
        if (result is { End: ChildEnd.Done, ExitCode: 0 })
        {
            return;
        }
        variables.Sort(StringComparer.Ordinal);
        string reason = result.End is ChildEnd.TimedOut ? $"it was not done within {limit}" : Complaint(result.Errors);
        throw new PythonNotUsableException(PythonProblem.InitializationFailed,
            $"{installation} does not start with the environment's {string.Join(", ", variables)}: {reason}.", installation.Executable)
        {
            Facts = new Dictionary<string, object?> { ["Variable"] = variables[0].Split('=')[0] },
        };
    }

    // A fatal error is told before the state of the threads.
    private static string Complaint(string errors)
    {
        const string Fatal = "Fatal Python error: ";
        foreach (string line in errors.Split('\n'))
        {
            if (line.StartsWith(Fatal, StringComparison.Ordinal))
            {
                return line.TrimEnd()[Fatal.Length..];
            }
        }
        return ProbeQuestion.LastLine(errors);
    }
}
