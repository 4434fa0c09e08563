using System;
using System.Collections.Generic;
using System.Linq;

namespace Pester;

/// <summary>Tells the console what happens, in Pester's words and layout.</summary>
internal sealed class Reporter(PSCmdlet cmdlet, string verbosity)
{
    private readonly bool _silent = verbosity.Equals("None", StringComparison.OrdinalIgnoreCase);
    private readonly bool _detailed = verbosity is { } v && (v.Equals("Detailed", StringComparison.OrdinalIgnoreCase) || v.Equals("Diagnostic", StringComparison.OrdinalIgnoreCase));

    public void DiscoveryStarts(int files)
    {
        if (_detailed)
        {
            Line($"Pester v{InvokePesterCommand.Version}", ConsoleColor.Magenta);
        }

        Line($"{Environment.NewLine}Starting discovery in {files} files.", ConsoleColor.Magenta);
    }

    public void DiscoveryEnds(Run run, TimeSpan time)
    {
        foreach (Container container in run.FailedContainers)
        {
            Line($"[-] Discovery in {container.Name} failed with:", ConsoleColor.Red);
            container.ErrorRecord.ForEach(e => Describe(e, "").ForEach(l => Line(l, ConsoleColor.Red)));
        }

        Line($"Discovery found {run.TotalCount} tests in {Time(time)}.", ConsoleColor.Magenta);
        Line("Running tests.", ConsoleColor.Magenta);
    }

    public void FileStarts(Container container)
    {
        if (_detailed && container.Root.AllTests.Any(t => t.ShouldRun))
        {
            Line($"{Environment.NewLine}Running tests from '{container.Name}'", ConsoleColor.Magenta);
        }
    }

    public void FileEnds(Container container)
    {
        if (container.ErrorRecord.Count > 0)
        {
            Line($"[-] {container.Name} failed with:", ConsoleColor.Red);
            container.ErrorRecord.ForEach(e => Describe(e, "").ForEach(l => Line(l, ConsoleColor.Red)));
        }
        else if (!_detailed && container.Result == "Passed")
        {
            Line($"[+] {container.Name} {Time(container.Duration)}", ConsoleColor.Green);
        }
    }

    public void BlockStarts(Block block)
    {
        if (_detailed)
        {
            Line($"{new string(' ', Depth(block) - 1)}{block.Command} {block.ExpandedName}", ConsoleColor.Green);
        }
    }

    public void BlockEnds(Block block)
    {
        if (block.ErrorRecord.Count == 0)
        {
            return;
        }

        string indent = _detailed ? new string(' ', Depth(block) - 1) : "";
        Line($"{indent}[-] {(block.Command == "Context" ? "Context" : "Describe")} {block.ExpandedPath} failed", ConsoleColor.Red);
        block.ErrorRecord.ForEach(e => Describe(e, indent + " ").ForEach(l => Line(l, ConsoleColor.Red)));
    }

    public void TestEnds(Test test)
    {
        (string mark, ConsoleColor color) = test.Result switch
        {
            "Passed" => ("[+]", ConsoleColor.DarkGreen),
            "Failed" => ("[-]", ConsoleColor.Red),
            "Inconclusive" => ("[?]", ConsoleColor.Gray),
            _ => ("[!]", ConsoleColor.Yellow),
        };
        bool failed = test.Result == "Failed";
        if (!_detailed && !failed)
        {
            return;
        }

        string indent = _detailed ? new string(' ', Depth(test.Block!) + 1) : "";
        string name = _detailed ? test.ExpandedName : test.ExpandedPath;
        string why = !failed && test.ErrorRecord.Count > 0 ? " " + test.ErrorRecord[0].Exception.Message : "";
        Line($"{indent}{mark} {name}{why} {Time(test.Duration)}", color);
        if (failed)
        {
            test.ErrorRecord.ForEach(e => Describe(e, indent + " ").ForEach(l => Line(l, color)));
        }
    }

    public void RunEnds(Run run)
    {
        Line($"Tests completed in {Time(run.Duration)}", ConsoleColor.White);
        Line(
            $"Tests Passed: {run.PassedCount}, Failed: {run.FailedCount}, Skipped: {run.SkippedCount}, Inconclusive: {run.InconclusiveCount}, NotRun: {run.NotRunCount}",
            run.Result == "Failed" ? ConsoleColor.Red : ConsoleColor.Green);
        if (run.FailedBlocksCount > 0)
        {
            Line($"BeforeAll \\ AfterAll failed: {run.FailedBlocksCount}", ConsoleColor.Red);
            run.FailedBlocks.ForEach(b => Line("  - " + b.ExpandedPath, ConsoleColor.Red));
        }

        if (run.FailedContainersCount > 0)
        {
            Line($"Container failed: {run.FailedContainersCount}", ConsoleColor.Red);
            run.FailedContainers.ForEach(c => Line("  - " + c.Name, ConsoleColor.Red));
        }
    }

    /// <summary>The lines of an error: its message and where it came from.</summary>
    public static List<string> Describe(ErrorRecord error, string indent)
    {
        List<string> lines = [.. Message(error).Split('\n'), .. Trace(error)];
        return lines.ConvertAll(l => indent + l.TrimEnd('\r'));
    }

    public static string Message(ErrorRecord error)
    {
        // Parse errors are many lines already; an assertion's message speaks for itself.
        bool isAssertion = error.FullyQualifiedErrorId == Failure.AssertionId;
        string message = error.ErrorDetails?.Message ?? error.Exception.Message;
        return isAssertion ? message : $"{error.Exception.GetType().Name}: {message}";
    }

    public static List<string> Trace(ErrorRecord error)
    {
        var lines = new List<string>();
        if (error.TargetObject is Dictionary<string, object?> target && target.TryGetValue("LineText", out object? text))
        {
            lines.Add($"at {text?.ToString()?.Trim()}, {target["File"]}:{target["Line"]}");
        }

        foreach (string frame in (error.ScriptStackTrace ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            // Where the frames without a file begin, the runner itself does.
            if (frame.Contains("<No file>", StringComparison.Ordinal))
            {
                break;
            }

            lines.Add(frame.Replace(": line ", ":"));
        }

        return lines;
    }

    public static string Time(TimeSpan time) => time switch
    {
        { TotalSeconds: < 1 } => $"{(int)time.TotalMilliseconds}ms",
        { TotalMinutes: < 1 } => $"{Math.Round(time.TotalSeconds, 2)}s",
        _ => $"{Math.Round(time.TotalMinutes, 2)}m",
    };

    private static int Depth(Block block) => block.IsRoot ? 0 : 1 + Depth(block.Block!);

    private void Line(string text, ConsoleColor color)
    {
        if (!_silent)
        {
            cmdlet.WriteInformation(new HostInformationMessage { Message = text, ForegroundColor = color }, ["PSHOST"]);
        }
    }
}
