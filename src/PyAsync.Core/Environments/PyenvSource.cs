using System;
using System.Collections.Generic;
using System.IO;

namespace PyAsync.Environments;

/// <summary>The Pythons that pyenv has installed. Any thread.</summary>
internal static class PyenvSource
{
    /// <summary>Their executables, newest first; only those of a version where one is given.</summary>
    public static IEnumerable<string> Executables(string? wanted = null)
    {
        string root = Environment.GetEnvironmentVariable("PYENV_ROOT")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".pyenv");
        string versions = Path.Combine(root, "versions");
        List<(Version Version, string Path)> found = [];
        if (Path.IsPathFullyQualified(versions) && Directory.Exists(versions))
        {
            foreach (string folder in Directory.GetDirectories(versions))
            {
                string executable = Path.Combine(folder, "bin", "python3");
                if (wanted is not null && !File.Exists(executable))
                {
                    // Python 2, which was asked for and should be told that it is too old.
                    executable = Path.Combine(folder, "bin", "python");
                }
                if (Version.TryParse(Path.GetFileName(folder), out Version? version) && File.Exists(executable)
                    && (wanted is null || PythonLocator.Matches(version, wanted)))
                {
                    found.Add((version, executable));
                }
            }
        }
        found.Sort((a, b) => b.Version.CompareTo(a.Version));
        return found.ConvertAll(entry => entry.Path);
    }

    /// <summary>pyenv's shims are shell scripts; one for a version that is not selected prints an error.</summary>
    public static bool IsShim(string path) => path.Contains(Path.Combine(".pyenv", "shims"), StringComparison.Ordinal);
}
