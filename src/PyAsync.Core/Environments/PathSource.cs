using System;
using System.Collections.Generic;
using System.IO;

namespace PyAsync.Environments;

/// <summary>The commands on PATH. Any thread.</summary>
internal static class PathSource
{
    private static string ExecutableSuffix => OperatingSystem.IsWindows() ? ".exe" : "";

    /// <summary>The names that a Python has without its version.</summary>
    public static string[] Names => OperatingSystem.IsWindows() ? ["python", "python3"] : ["python3", "python"];

    /// <summary>Every file that a command of that name could mean, the shell's choice first.</summary>
    public static IEnumerable<string> All(string name)
    {
        foreach (string folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
        {
            // What is meant from the current folder, such as "." or nothing, would run what somebody put there.
            if (!Path.IsPathFullyQualified(folder))
            {
                continue;
            }
            string path = Path.Combine(folder, name + ExecutableSuffix);
            // The Store's alias on Windows is an empty file that opens a shop.
            if (File.Exists(path) && !(OperatingSystem.IsWindows() && new FileInfo(path).Length == 0))
            {
                yield return path;
            }
        }
    }

    /// <summary>The first of them; null where there is none.</summary>
    public static string? First(string name)
    {
        foreach (string path in All(name))
        {
            return path;
        }
        return null;
    }

    /// <summary>Every Python: by version, then those that have none in their name.</summary>
    public static IEnumerable<string> Executables()
    {
        List<string> found = [];
        for (int minor = 9; minor < 30; minor++)
        {
            found.AddRange(OfVersion($"3.{minor}"));
        }
        foreach (string name in Names)
        {
            found.AddRange(All(name));
        }
        // A launcher of pyenv's takes long to give one of those that PyenvSource has.
        found.RemoveAll(PyenvSource.IsShim);
        return found;
    }

    /// <summary>Every file that may be a Python of that version, such as 3 or 3.12.1, but no launcher that chooses one.</summary>
    public static IEnumerable<string> OfVersion(string version)
    {
        string[] parts = version.Split('.');
        foreach (string path in All(parts.Length > 1 ? $"python{parts[0]}.{parts[1]}" : $"python{parts[0]}"))
        {
            if (!PyenvSource.IsShim(path))
            {
                yield return path;
            }
        }
    }
}
