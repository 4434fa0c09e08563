using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;

namespace PyAsync.Environments;

/// <summary>
/// Asks an interpreter about itself by running it once, unless its answers were kept, and finds its shared library from
/// them. Any thread.
/// </summary>
internal static class PythonProbe
{
    private const int MostQuoted = 200;

    /// <summary>How long an interpreter may take to answer.</summary>
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(20);

    // Python 2 and 3 alike understand this, so that a too old one is named and not just reported as silent.
    internal const string Script = """
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
        for name in ("LDLIBRARY", "LIBDIR", "INSTSONAME", "Py_ENABLE_SHARED", "MULTIARCH", "PYTHONFRAMEWORKPREFIX", "DLLLIBRARY", "LIBPL", "Py_GIL_DISABLED"):
            out.append((name, get(name)))
        # What all of this was read from, besides the executable itself.
        modules = [m for n, m in sys.modules.items() if n in ("os", "sitecustomize", "usercustomize") or n.startswith("_sysconfigdata")]
        for i, m in enumerate(modules):
            out.append(("file%d" % i, getattr(m, "__file__", None)))
        text = "".join("%s\t%s\n" % (k, "" if v is None else v) for k, v in out)
        getattr(sys.stdout, "buffer", sys.stdout).write(text.encode("utf-8", "surrogateescape") if sys.version_info[0] > 2 else text)
        """;

    /// <summary>Asks the interpreter and finds its library.</summary>
    /// <exception cref="PythonNotUsableException">It does not answer, is too old, of another architecture, or has no library.</exception>
    public static PythonInstallation Ask(string executable) => Ask(executable, static _ => true)!;

    /// <summary>The same; null where the version is none that is wanted, whatever else is wrong with it.</summary>
    public static PythonInstallation? Ask(string executable, Func<Version, bool> isWanted) => Ask(executable, isWanted, ProbeCache.FromEnvironment());

    /// <summary>The same, with what was kept of earlier answers.</summary>
    internal static PythonInstallation? Ask(string executable, Func<Version, bool> isWanted, ProbeCache cache)
    {
        Dictionary<string, string> answers = cache.Read(executable) ?? Run(executable, cache);
        Version version = Version.Parse(answers["version"]);
        if (!isWanted(version))
        {
            return null;
        }
        if (version < new Version(3, 9))
        {
            throw new PythonNotUsableException(PythonProblem.TooOld,
                $"'{executable}' is Python {version}; PyAsync needs 3.9 or newer. Name a newer one with -Python or in PYASYNC_PYTHON.", executable);
        }
        if (answers["implementation"] is { Length: > 0 } implementation && implementation != "cpython")
        {
            throw new PythonNotUsableException(PythonProblem.NotFound,
                $"'{executable}' is {implementation}; PyAsync runs CPython only. Name a CPython with -Python or in PYASYNC_PYTHON.", executable);
        }
        if (answers.GetValueOrDefault("Py_GIL_DISABLED") == "1")
        {
            throw new PythonNotUsableException(PythonProblem.NotFound,
                $"'{executable}' is a free-threaded build of Python {version}; PyAsync needs the GIL. Name an ordinary build with -Python or in PYASYNC_PYTHON.", executable);
        }
        if (answers["bits"] != (nint.Size * 8).ToString(System.Globalization.CultureInfo.InvariantCulture))
        {
            throw new PythonNotUsableException(PythonProblem.WrongArchitecture,
                $"'{executable}' is a {answers["bits"]}-bit Python, but this process is {nint.Size * 8}-bit. Install a Python for {RuntimeInformation.ProcessArchitecture}.", executable);
        }
        if (!OperatingSystem.IsMacOS() && ArchitectureOf(answers.GetValueOrDefault("machine")) is { } architecture && architecture != RuntimeInformation.ProcessArchitecture)
        {
            // Not on macOS, where one library serves both and the kernel's answer depends on who asks.
            throw new PythonNotUsableException(PythonProblem.WrongArchitecture,
                $"'{executable}' is a Python for {answers["machine"]}, but this process is {RuntimeInformation.ProcessArchitecture}. Install a Python for {RuntimeInformation.ProcessArchitecture}.", executable);
        }
        return PythonInstallation.FromAnswers(answers, FindLibrary(executable, version, answers));
    }

    // The kernel's names of what .NET runs on; null for a name that is not known.
    private static Architecture? ArchitectureOf(string? machine) => machine?.ToUpperInvariant() switch
    {
        "X86_64" or "AMD64" => Architecture.X64,
        "AARCH64" or "ARM64" => Architecture.Arm64,
        "PPC64LE" => Architecture.Ppc64le,
        "S390X" => Architecture.S390x,
        _ => null,
    };

    private static Dictionary<string, string> Run(string executable, ProbeCache cache)
    {
        string? key = cache.KeyOf(executable);
        Dictionary<string, string> answers = Run(executable);
        cache.Write(executable, key, answers);
        return answers;
    }

    private static Dictionary<string, string> Run(string executable)
    {
        // Isolated: the answers are about the installation, not about what PYTHONPATH adds.
        Dictionary<string, string> answers = Run(executable, ["-I"], out string errors);
        if (answers.Count == 0 && errors.Contains("Unknown option", StringComparison.Ordinal))
        {
            // Python 2.7 knows no -I, and should be told that it is too old.
            answers = Run(executable, ["-E", "-s"], out errors);
        }
        return answers.ContainsKey("LIBPL") ? answers : throw Dead(executable, LastLine(errors), null);
    }

    private static Dictionary<string, string> Run(string executable, string[] options, out string errors)
    {
        (int _, string output, errors) = Execute(executable, [.. options, "-c", Script]);
        Dictionary<string, string> answers = new(StringComparer.Ordinal);
        foreach (string line in output.Split('\n'))
        {
            int tab = line.IndexOf('\t', StringComparison.Ordinal);
            if (tab > 0)
            {
                answers[line[..tab]] = line[(tab + 1)..].TrimEnd('\r');
            }
        }
        return answers;
    }

    // Whatever their value is, Python starts.
    private static readonly HashSet<string> s_harmless = new(StringComparer.Ordinal)
    {
        "PYTHONPATH", "PYTHONSTARTUP", "PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE", "PYTHONWARNINGS", "PYTHONFAULTHANDLER",
        "PYTHONDEVMODE", "PYTHONASYNCIODEBUG", "PYTHONNOUSERSITE", "PYTHONPYCACHEPREFIX", "PYTHONBREAKPOINT",
    };

    /// <summary>
    /// Runs the interpreter with the PYTHON variables of this process. What it refuses would end this process: an embedded
    /// interpreter that cannot start aborts.
    /// </summary>
    /// <exception cref="PythonNotUsableException">It does not start with them.</exception>
    public static void TryVariables(PythonInstallation installation)
    {
        List<string> variables = [];
        foreach (System.Collections.DictionaryEntry variable in Environment.GetEnvironmentVariables())
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
        (int exitCode, _, string errors) = Execute(installation.Executable, ["-c", "pass"]);
        if (exitCode != 0)
        {
            variables.Sort(StringComparer.Ordinal);
            throw new PythonNotUsableException(PythonProblem.InitializationFailed,
                $"{installation} does not start with the environment's {string.Join(", ", variables)}: {Complaint(errors)}. Remove what is wrong, such as with Remove-Item Env:{variables[0].Split('=')[0]}.", installation.Executable);
        }
    }

    private static (int ExitCode, string Output, string Errors) Execute(string executable, string[] arguments)
    {
        ProcessStartInfo start = new(executable)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
            CreateNoWindow = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }
        try
        {
            using Process process = Process.Start(start)!;
            process.StandardInput.Close();
            System.Threading.Tasks.Task<string> reading = process.StandardError.ReadToEndAsync();
            System.Threading.Tasks.Task<string> writing = process.StandardOutput.ReadToEndAsync();
            if (!process.WaitForExit((int)s_limit.TotalMilliseconds))
            {
                process.Kill(entireProcessTree: true);
                throw new PythonNotUsableException(PythonProblem.NotAnswering,
                    $"'{executable}' did not answer within {s_limit.TotalSeconds:0} s when asked for its version. Run it by hand to see what it waits for.", executable);
            }
            return (process.ExitCode, writing.GetAwaiter().GetResult(), reading.GetAwaiter().GetResult());
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            throw Dead(executable, error.Message, error);
        }
    }

    // A fatal error is told before the state of the threads.
    private static string Complaint(string errors)
    {
        foreach (string line in errors.Split('\n'))
        {
            if (line.StartsWith("Fatal Python error: ", StringComparison.Ordinal))
            {
                return line.TrimEnd()["Fatal Python error: ".Length..];
            }
        }
        return LastLine(errors);
    }

    private static PythonNotUsableException Dead(string executable, string reason, Exception? inner)
    {
        string? folder = Path.GetDirectoryName(Path.GetDirectoryName(executable));
        bool environment = folder is not null && File.Exists(Path.Combine(folder, "pyvenv.cfg"));
        return environment
            ? new PythonNotUsableException(PythonProblem.BrokenEnvironment,
                $"The virtual environment '{folder}' is broken: its interpreter does not run ({reason}). Its base Python was probably removed or upgraded; make it anew with: python3 -m venv --clear '{folder}'", folder, inner)
            : new PythonNotUsableException(PythonProblem.NotAnswering,
                $"'{executable}' did not run as a Python interpreter: {reason}. Name another with -Python or in PYASYNC_PYTHON.", executable, inner);
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

    private static string FindLibrary(string executable, Version version, Dictionary<string, string> answers)
    {
        string basePrefix = answers["base_prefix"];
        List<string> folders = [];
        if (OperatingSystem.IsWindows())
        {
            folders.Add(basePrefix);
        }
        else
        {
            if (answers["PYTHONFRAMEWORKPREFIX"] is { Length: > 0 } framework)
            {
                folders.Add(framework);
            }
            folders.Add(answers["LIBDIR"]);
            folders.Add(Path.Combine(basePrefix, "lib"));
            folders.Add(Path.Combine(basePrefix, "lib", answers["MULTIARCH"]));
            folders.Add(answers["LIBPL"]);
        }
        List<string> names = [answers["INSTSONAME"], answers["LDLIBRARY"], answers["DLLLIBRARY"]];
        string suffix = OperatingSystem.IsWindows() ? $"python{version.Major}{version.Minor}.dll"
            : OperatingSystem.IsMacOS() ? $"libpython{version.Major}.{version.Minor}.dylib"
            : $"libpython{version.Major}.{version.Minor}.so.1.0";
        // conda's interpreters are linked statically and say so, yet ship the shared library beside.
        names.Add(suffix);
        foreach (string folder in folders)
        {
            foreach (string name in names)
            {
                if (folder.Length == 0 || name.Length == 0 || name.EndsWith(".a", StringComparison.Ordinal))
                {
                    continue;
                }
                string path = Path.Combine(folder, name);
                if (File.Exists(path))
                {
                    return path;
                }
            }
        }
        string hint = File.Exists("/etc/debian_version") && basePrefix is "/usr"
            ? $"Install it with: apt-get install libpython{version.Major}.{version.Minor}"
            : "Install a Python with a shared library (built with --enable-shared; with pyenv: PYTHON_CONFIGURE_OPTS=--enable-shared pyenv install " + version + "), or name another with -Python";
        throw new PythonNotUsableException(PythonProblem.NoSharedLibrary,
            $"'{executable}' (Python {version}) has no shared library '{suffix}'; it was looked for in {string.Join(", ", folders)}. {hint}.", executable);
    }
}
