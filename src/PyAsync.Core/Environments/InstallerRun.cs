using System;
using System.Collections.Generic;
using System.IO;

namespace PyAsync.Environments;

/// <summary>Runs an installer's commands: tells what it prints line by line, and makes an error of what it says when it fails. One thread.</summary>
/// <param name="tell">Is told each line, on the calling thread.</param>
/// <param name="limit">How long a command may take.</param>
/// <param name="folder">The folder that relative paths mean; null for the process's.</param>
internal sealed class InstallerRun(Action<string> tell, ProbeLimit limit, string? folder)
{
    private const int MostLines = 200;

    // What would have packages put elsewhere, or nowhere, and what a pip that pip starts would import. -I does not reach that one.
    private static readonly string[] s_without =
    [
        "PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_PYTHON", "PIP_DRY_RUN", "PYTHONPATH", "PYTHONHOME", "PYTHONPLATLIBDIR", "PYTHONUSERBASE",
    ];

    private readonly ChildPlace _place = new(Directory.Exists(folder) ? folder : null, s_without);

    /// <summary>Runs a command to its end.</summary>
    /// <exception cref="PyAsyncException">It failed: <see cref="PyErrorId.InstallFailed"/>.</exception>
    /// <exception cref="OperationCanceledException">The limit's token was cancelled.</exception>
    public void Run(string installer, string environment, string program, params string[] arguments)
    {
        Queue<string> last = new();
        ChildResult result = Child.Run(program, arguments, null, limit, line =>
        {
            if (last.Count == MostLines)
            {
                last.Dequeue();
            }
            last.Enqueue(line);
            tell(line);
        }, _place);
        if (result is not { End: ChildEnd.Done, ExitCode: 0 })
        {
            throw Failed(installer, environment, result, [.. last]);
        }
    }

    /// <summary>What a command prints, or null where it fails.</summary>
    public string? Ask(string program, params string[] arguments) =>
        Child.Run(program, arguments, null, limit, null, _place) is { End: ChildEnd.Done, ExitCode: 0 } result ? result.Output : null;

    private static PyAsyncException Failed(string installer, string folder, ChildResult result, string[] lines)
    {
        InstallerWords words = new(lines);
        string said = words.Said.Length > 0 ? words.Said : ProbeQuestion.LastLine(result.Errors.Length > 0 ? result.Errors : $"exit code {result.ExitCode}");
        string message = words.AnotherFile is { } file ? $"{installer} found a file that has none of the hashes which are written down for it, so that '{folder}' was not made: {file}. It was published anew, or somebody has changed it"
            : words.Unreachable is { } reason ? $"{installer} could not reach its package index{(words.Index is { } index ? $" {index}" : "")} ({reason}), so that '{folder}' was not made: {said}"
            : $"{installer} could not install the packages of '{folder}': {said}";
        return new PyAsyncException(PyErrorId.InstallFailed, message.TrimEnd('.') + ".")
        {
            Facts = new Dictionary<string, object?> { ["Path"] = folder, ["Installer"] = installer, ["Output"] = string.Join('\n', lines) },
        };
    }
}
