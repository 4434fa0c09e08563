using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;

namespace PyAsync.Environments;

/// <summary>Runs an installer's commands: tells what it prints line by line, and makes an error of what it says when it fails. One thread.</summary>
internal sealed partial class InstallerRun(Action<string> tell, ProbeLimit limit)
{
    private const int MostLines = 200;

    [GeneratedRegex(@"\[Errno -?\d+\] (?<reason>[^'\])]+)|(?<reason>tcp connect error|dns error|connection refused|timed out|CERTIFICATE_VERIFY_FAILED)", RegexOptions.IgnoreCase)]
    private static partial Regex Unreachable();

    /// <summary>Runs a command to its end.</summary>
    /// <exception cref="PyAsyncException">It failed: <see cref="PyErrorId.InstallFailed"/>.</exception>
    /// <exception cref="OperationCanceledException">The limit's token was cancelled.</exception>
    public void Run(string installer, string folder, string program, params string[] arguments)
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
        });
        if (result is not { End: ChildEnd.Done, ExitCode: 0 })
        {
            throw Failed(installer, folder, result, [.. last]);
        }
    }

    /// <summary>What a command prints, or null where it fails.</summary>
    public string? Ask(string program, params string[] arguments) =>
        Child.Run(program, arguments, null, limit) is { End: ChildEnd.Done, ExitCode: 0 } result ? result.Output : null;

    private static PyAsyncException Failed(string installer, string folder, ChildResult result, string[] lines)
    {
        string? place = lines.Select(line => Unreachable().Match(line)).FirstOrDefault(match => match.Success)?.Groups["reason"].Value.Trim();
        string[] errors = [.. lines.Where(line => line.StartsWith("ERROR:", StringComparison.Ordinal) || line.StartsWith("error:", StringComparison.Ordinal)).Select(line => line[6..].Trim())];
        string said = errors.Length > 0 ? string.Join(" ", errors.TakeLast(2))
            : lines.LastOrDefault(line => line.Trim().Length > 0)?.Trim() ?? (result.Errors.Length > 0 ? result.Errors : $"exit code {result.ExitCode}");
        string message = place is null
            ? $"{installer} could not install the packages of '{folder}': {ProbeQuestion.LastLine(said)}"
            : $"{installer} could not reach its package index ({place}), so that '{folder}' was not made: {ProbeQuestion.LastLine(said)}";
        return new PyAsyncException(PyErrorId.InstallFailed, message.TrimEnd('.') + ". What was begun has been removed.")
        {
            Facts = new Dictionary<string, object?> { ["Path"] = folder, ["Installer"] = installer, ["Output"] = string.Join('\n', lines) },
        };
    }
}
