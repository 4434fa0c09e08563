using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;

namespace PyAsync.Bench.Running;

/// <summary>PowerShell as a process of its own: the shell that runs the build (PYASYNC_SHELL), or the pwsh on PATH.</summary>
internal static class HostShell
{
    private static readonly string? s_program = FindProgram();

    /// <summary>The executable.</summary>
    public static string Program => s_program ?? throw new NotMeasuredException("there is no pwsh: run ./build.sh bench, which brings one");

    /// <summary>The module's file: the assembled one's (PYASYNC_MODULE, or the newest in out/), else what was compiled.</summary>
    public static string Module { get; } = FindModule();

    /// <summary>Runs a script in a new shell and gives the milliseconds that it took, start and end included.</summary>
    public static double Time(string script, string python)
    {
        long start = Stopwatch.GetTimestamp();
        _ = Run(script, python);
        return BenchSession.Since(start) / 1000;
    }

    /// <summary>Runs a script in a new shell and gives what it wrote.</summary>
    public static string Run(string script, string python)
    {
        string file = Path.Combine(Path.GetTempPath(), $"pyasync-bench-{Environment.ProcessId}.ps1");
        File.WriteAllText(file, "$ErrorActionPreference = 'Stop'\n" + script);
        Dictionary<string, string> environment = new()
        {
            ["PYASYNC_PYTHON"] = python,
            ["PYTHONPATH"] = BenchSession.PythonFolder,
            // As most people have it: compiled code is kept.
            ["PYTHONDONTWRITEBYTECODE"] = "",
            ["POWERSHELL_TELEMETRY_OPTOUT"] = "1",
            ["POWERSHELL_UPDATECHECK"] = "Off",
        };
        try
        {
            return Programs.Run(Program, ["-NoProfile", "-NonInteractive", "-File", file], environment);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static string? FindProgram()
    {
        if (Environment.GetEnvironmentVariable("PYASYNC_SHELL") is { Length: > 0 } given && File.Exists(given))
        {
            return given;
        }
        return Programs.Exists("pwsh") ? "pwsh" : null;
    }

    private static string FindModule()
    {
        if (Environment.GetEnvironmentVariable("PYASYNC_MODULE") is { Length: > 0 } given)
        {
            return Directory.Exists(given) ? Path.Combine(given, "PyAsync.psd1") : given;
        }
        string assembled = Path.Combine(Files.RepositoryFolder, "out", "PyAsync");
        if (Directory.Exists(assembled) && Directory.GetDirectories(assembled) is { Length: > 0 } versions)
        {
            Array.Sort(versions, StringComparer.Ordinal);
            return Path.Combine(versions[^1], "PyAsync.psd1");
        }
        return typeof(PyAsync.PowerShell.Commands.PyCmdlet).Assembly.Location;
    }
}
