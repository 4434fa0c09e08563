using System;
using System.Collections.Generic;
using System.IO;

namespace PyAsync.Environments;

/// <summary>
/// Chooses a Python: what was asked for, then PYASYNC_PYTHON, VIRTUAL_ENV, CONDA_PREFIX, then PATH. Any thread.
/// </summary>
public static class PythonLocator
{
    private static readonly string[] s_variables = ["PYASYNC_PYTHON", "VIRTUAL_ENV", "CONDA_PREFIX"];

    private static string ExecutableSuffix => OperatingSystem.IsWindows() ? ".exe" : "";

    /// <summary>Finds the Python to use.</summary>
    /// <param name="wanted">An executable, a folder of a virtual environment, conda environment or installation, a version such as <c>3.12</c>, or null to choose.</param>
    /// <exception cref="PythonNotUsableException">There is none, or the one that was asked for cannot be used.</exception>
    public static PythonInstallation Find(string? wanted = null)
    {
        if (!string.IsNullOrWhiteSpace(wanted))
        {
            return FromWord(wanted, "-Python");
        }
        foreach (string variable in s_variables)
        {
            if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value)
            {
                return FromWord(value, variable);
            }
        }
        foreach (string name in OperatingSystem.IsWindows() ? new[] { "python", "python3" } : ["python3", "python"])
        {
            if (OnPath(name) is { } path)
            {
                return PythonProbe.Ask(path);
            }
        }
        throw new PythonNotUsableException(PythonProblem.NotFound,
            "No Python was found: PYASYNC_PYTHON, VIRTUAL_ENV and CONDA_PREFIX are not set and neither python3 nor python is on PATH. Install Python 3.9 or newer (Debian: apt-get install python3 libpython3-stdlib libpython3.11), or name one with -Python.");
    }

    /// <summary>Every usable Python that can be found without being told: on PATH by version, and in pyenv's folder. Newest first.</summary>
    public static IReadOnlyList<PythonInstallation> FindAll()
    {
        List<PythonInstallation> found = [];
        HashSet<string> libraries = new(StringComparer.Ordinal);
        List<string> candidates = [];
        for (int minor = 9; minor < 30; minor++)
        {
            if (OnPath($"python3.{minor}") is { } path && !IsShim(path))
            {
                candidates.Add(path);
            }
        }
        foreach (string name in (string[])["python3", "python"])
        {
            candidates.AddRange(AllOnPath(name));
        }
        candidates.AddRange(PyenvExecutables());
        foreach (string candidate in candidates)
        {
            try
            {
                PythonInstallation installation = PythonProbe.Ask(candidate);
                if (libraries.Add(installation.Library))
                {
                    found.Add(installation);
                }
            }
            catch (PythonNotUsableException)
            {
                // This lists the usable ones only.
            }
        }
        found.Sort((a, b) => b.Version.CompareTo(a.Version));
        return found;
    }

    private static PythonInstallation FromWord(string word, string source)
    {
        if (IsVersion(word))
        {
            return FromVersion(word);
        }
        if (File.Exists(word))
        {
            return PythonProbe.Ask(Path.GetFullPath(word));
        }
        if (Directory.Exists(word))
        {
            return FromFolder(Path.GetFullPath(word));
        }
        if (word.IndexOfAny(['/', '\\']) < 0 && OnPath(word) is { } path)
        {
            return PythonProbe.Ask(path);
        }
        throw new PythonNotUsableException(PythonProblem.NotFound,
            $"No Python '{word}' (from {source}): it is no file, no folder, no version such as 3.12 and no command on PATH.", word);
    }

    private static PythonInstallation FromFolder(string folder)
    {
        string[] places = OperatingSystem.IsWindows()
            ? ["Scripts/python.exe", "python.exe"]
            : ["bin/python3", "bin/python"];
        foreach (string place in places)
        {
            string path = Path.Combine(folder, place);
            if (File.Exists(path))
            {
                return PythonProbe.Ask(path);
            }
        }
        bool environment = File.Exists(Path.Combine(folder, "pyvenv.cfg"));
        throw new PythonNotUsableException(environment ? PythonProblem.BrokenEnvironment : PythonProblem.NotFound,
            environment
                ? $"The virtual environment '{folder}' is broken: it has a pyvenv.cfg but no working {places[0]}. Make it anew with: python3 -m venv --clear '{folder}'"
                : $"The folder '{folder}' holds no Python ({string.Join(" or ", places)}).", folder);
    }

    private static PythonInstallation FromVersion(string version)
    {
        PythonNotUsableException? last = null;
        foreach (string candidate in VersionCandidates(version))
        {
            try
            {
                if (PythonProbe.Ask(candidate, found => Matches(found, version)) is { } installation)
                {
                    return installation;
                }
            }
            catch (PythonNotUsableException error) when (error.Problem is PythonProblem.NotAnswering or PythonProblem.BrokenEnvironment)
            {
                // A pyenv shim of a version that is not selected, for one: what it would be is not known.
            }
            catch (PythonNotUsableException error)
            {
                last = error;
            }
        }
        throw last ?? new PythonNotUsableException(PythonProblem.NotFound,
            $"No Python {version} was found on PATH or in pyenv. Install it, or give the path of its executable.", version);
    }

    private static IEnumerable<string> VersionCandidates(string version)
    {
        string[] parts = version.Split('.');
        string name = parts.Length > 1 ? $"python{parts[0]}.{parts[1]}" : $"python{parts[0]}";
        foreach (string path in AllOnPath(name))
        {
            if (!IsShim(path))
            {
                yield return path;
            }
        }
        foreach (string path in PyenvExecutables(version))
        {
            yield return path;
        }
        foreach (string path in AllOnPath("python3"))
        {
            yield return path;
        }
    }

    /// <summary>Whether a version is one that is wanted, such as 3.12.1 where 3.12 or 3 is.</summary>
    internal static bool Matches(Version actual, string wanted) =>
        actual.ToString() == wanted || actual.ToString().StartsWith(wanted + ".", StringComparison.Ordinal);

    /// <summary>Whether a word such as <c>3</c> or <c>3.12</c> asks for a version; a folder of that name is given as <c>./3.12</c>.</summary>
    public static bool IsVersion(string word)
    {
        ArgumentException.ThrowIfNullOrEmpty(word);
        foreach (char c in word)
        {
            if (c != '.' && !char.IsAsciiDigit(c))
            {
                return false;
            }
        }
        return char.IsAsciiDigit(word[0]);
    }

    private static List<string> PyenvExecutables(string? wanted = null)
    {
        string root = Environment.GetEnvironmentVariable("PYENV_ROOT")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".pyenv");
        string versions = Path.Combine(root, "versions");
        List<(Version Version, string Path)> found = [];
        if (Directory.Exists(versions))
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
                    && (wanted is null || Matches(version, wanted)))
                {
                    found.Add((version, executable));
                }
            }
        }
        found.Sort((a, b) => b.Version.CompareTo(a.Version));
        return found.ConvertAll(entry => entry.Path);
    }

    private static string? OnPath(string name)
    {
        foreach (string path in AllOnPath(name))
        {
            return path;
        }
        return null;
    }

    private static IEnumerable<string> AllOnPath(string name)
    {
        foreach (string folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
        {
            if (folder.Length == 0)
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

    /// <summary>pyenv's shims are shell scripts; one for a version that is not selected prints an error.</summary>
    private static bool IsShim(string path) => path.Contains(Path.Combine(".pyenv", "shims"), StringComparison.Ordinal);
}
