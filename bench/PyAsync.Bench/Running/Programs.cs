using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;

namespace PyAsync.Bench.Running;

/// <summary>Other processes: this program again, shells, Python.</summary>
internal static class Programs
{
    public static bool Exists(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, name)));

    /// <summary>Runs this program with other arguments inside a new PowerShell, and gives what it prints.</summary>
    public static string RunSelf(IEnumerable<string> arguments, params string[] prefix)
    {
        List<string> line = [.. prefix, .. Self(arguments)];
        return Run(line[0], line.Skip(1));
    }

    /// <summary>Starts this program with other arguments inside a new PowerShell; its standard input and output are pipes.</summary>
    public static Process StartSelf(IEnumerable<string> arguments)
    {
        List<string> line = Self(arguments);
        return Process.Start(new ProcessStartInfo(line[0], line.Skip(1)) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false })!;
    }

    private static List<string> Self(IEnumerable<string> arguments)
    {
        string quoted = string.Join(", ", arguments.Prepend(typeof(Programs).Assembly.Location).Select(text => $"'{text.Replace("'", "''")}'"));
        string command = $"$file, $rest = {quoted}; exit [System.Reflection.Assembly]::LoadFrom($file).EntryPoint.Invoke($null, (, [string[]] $rest))";
        return [HostShell.Program, "-NoProfile", "-NonInteractive", "-Command", command];
    }

    /// <summary>Runs a program to its end and gives its standard output; its errors go to ours.</summary>
    public static string Run(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        ProcessStartInfo start = new(program) { RedirectStandardOutput = true, UseShellExecute = false };
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} ended with exit code {process.ExitCode}: {output}");
    }
}
