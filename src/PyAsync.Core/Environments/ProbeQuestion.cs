using System;
using System.Collections.Generic;
using System.IO;
using PyAsync.Packages;

namespace PyAsync.Environments;

/// <summary>What an interpreter is asked about itself, and how its answers are read. Any thread.</summary>
internal static class ProbeQuestion
{
    private const int MostQuoted = 200;

    /// <summary>What the answers end with.</summary>
    public const string EndMark = "end\t\n";

    // Python 2 and 3 alike understand this, so that a too old one is named and not just reported as silent.
    public const string Script = """
        import sys
        try:
            import sysconfig
            get = sysconfig.get_config_var
        except ImportError:
            get = lambda name: None
        out = [("version", ".".join(str(n) for n in sys.version_info[:3])), ("executable", sys.executable),
            ("prefix", sys.prefix), ("base_prefix", getattr(sys, "base_prefix", sys.prefix)),
            ("bits", "64" if sys.maxsize > 2 ** 32 else "32"), ("implementation", getattr(sys, "implementation", None) and sys.implementation.name)]
        try:
            import os
            out.append(("machine", os.uname()[4]))
        except (ImportError, AttributeError):
            pass
        for name in ("LDLIBRARY", "LIBDIR", "INSTSONAME", "Py_ENABLE_SHARED", "MULTIARCH", "PYTHONFRAMEWORKPREFIX", "DLLLIBRARY", "LIBPL"):
            out.append((name, get(name)))
        # What all of this was read from, besides the executable itself.
        modules = [m for n, m in sys.modules.items() if n in ("os", "sitecustomize", "usercustomize") or n.startswith("_sysconfigdata")]
        for i, m in enumerate(modules):
            out.append(("file%d" % i, getattr(m, "__file__", None)))
        text = "".join("%s\t%s\n" % (k, "" if v is None else v) for k, v in out) + "end\t\n"
        getattr(sys.stdout, "buffer", sys.stdout).write(text.encode("utf-8", "surrogateescape") if sys.version_info[0] > 2 else text)
        """;

    /// <summary>Asks the interpreter by running it.</summary>
    /// <exception cref="PythonNotUsableException">It does not run, answers nothing or nonsense, or not within the limit.</exception>
    /// <exception cref="OperationCanceledException">The limit's token was cancelled.</exception>
    public static ProbeAnswers Ask(string executable, ProbeLimit limit)
    {
        // Isolated: the answers are about the installation, not about what PYTHONPATH adds.
        ChildResult result = Child.Run(executable, ["-I", "-c", Script], EndMark, limit);
        if (result.Output.Length == 0 && result.Errors.Contains("Unknown option", StringComparison.Ordinal))
        {
            // Python 2.7 knows no -I, and should be told that it is too old.
            result = Child.Run(executable, ["-E", "-s", "-c", Script], EndMark, limit);
        }
        if (result.End is ChildEnd.TimedOut)
        {
            throw new PythonNotUsableException(PythonProblem.NotAnswering,
                $"'{executable}' did not answer within {limit} when asked for its version. Run it by hand to see what it waits for.", executable);
        }
        return Read(result.Output) ?? throw Dead(executable, result);
    }

    // Null for what is no answer. What a wrapper or sitecustomize prints besides is passed over.
    private static ProbeAnswers? Read(string output)
    {
        Dictionary<string, string> answers = new(StringComparer.Ordinal);
        foreach (string line in output.Split('\n'))
        {
            int tab = line.IndexOf('\t', StringComparison.Ordinal);
            if (tab > 0)
            {
                answers[line[..tab]] = line[(tab + 1)..].TrimEnd('\r');
            }
        }
        return answers.Remove("end") ? ProbeAnswers.From(answers) : null;
    }

    private static PythonNotUsableException Dead(string executable, ChildResult result)
    {
        string reason = result.End is ChildEnd.PrintedTooMuch ? $"it printed more than {ChildResult.MostOutput / 1024} KB and no answer"
            : result.Output.Length > 0 && result.ExitCode == 0 ? $"it answered with nonsense: {LastLine(result.Output.Replace(EndMark, "", StringComparison.Ordinal))}"
            : LastLine(result.Errors.Length > 0 ? result.Errors : result.Output);
        string? folder = Path.GetDirectoryName(Path.GetDirectoryName(executable));
        bool environment = folder is not null && File.Exists(Path.Combine(folder, "pyvenv.cfg"));
        return environment
            ? new PythonNotUsableException(PythonProblem.BrokenEnvironment,
                $"The virtual environment '{folder}' is broken: its interpreter does not run ({reason}). Its base Python was probably removed or upgraded; make it anew with: python3 -m venv --clear {ShellWord.Quote(folder!)}", folder)
            : new PythonNotUsableException(PythonProblem.NotAnswering,
                $"'{executable}' did not run as a Python interpreter: {reason}.", executable);
    }

    /// <summary>The last line of what a program printed, without the question that it was asked, and no more of it than a message can show.</summary>
    internal static string LastLine(string text)
    {
        text = WithoutQuestion(text);
        string[] lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        string line = lines.Length == 0 ? "it printed nothing" : lines[^1];
        return line.Length <= MostQuoted ? line : line[..(MostQuoted - 1)] + "…";
    }

    // A program that is no Python takes the question for a file's name, and may name it with its line ends as '\n' or so.
    private static string WithoutQuestion(string text)
    {
        string first = Script[..Script.IndexOf('\n', StringComparison.Ordinal)];
        string last = Script[Script.LastIndexOf('>')..];
        int start = text.IndexOf(first, StringComparison.Ordinal);
        if (start < 0 || !text.AsSpan(start).Contains("sysconfig", StringComparison.Ordinal))
        {
            return text;
        }
        int end = text.LastIndexOf(last, StringComparison.Ordinal);
        return string.Concat(text.AsSpan(0, start), "…", end < start ? "" : text.AsSpan(end + last.Length));
    }
}
