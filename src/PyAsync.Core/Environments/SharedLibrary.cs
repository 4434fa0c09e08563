using System;
using System.Collections.Generic;
using System.IO;

namespace PyAsync.Environments;

/// <summary>Finds the shared library of an interpreter by what it says about itself. Any thread.</summary>
internal static class SharedLibrary
{
    /// <summary>The library's path.</summary>
    /// <exception cref="PythonNotUsableException">There is none, or only one that others than the interpreter's owner may replace.</exception>
    public static string Find(string executable, ProbeAnswers answers)
    {
        List<string> folders = Folders(answers);
        string name = UsualName(answers.Version);
        // conda's interpreters are linked statically and say so, yet ship the shared library beside.
        List<string> names = [answers["INSTSONAME"], answers["LDLIBRARY"], answers["DLLLIBRARY"], name];
        string? refused = null;
        foreach (string folder in folders)
        {
            foreach (string candidate in names)
            {
                if (folder.Length == 0 || candidate.Length == 0 || candidate.EndsWith(".a", StringComparison.Ordinal))
                {
                    continue;
                }
                string path = Path.Combine(folder, candidate);
                if (!File.Exists(path))
                {
                    continue;
                }
                if (IsAsSafe(path, executable))
                {
                    return path;
                }
                refused ??= path;
            }
        }
        throw refused is null
            ? new PythonNotUsableException(PythonProblem.NoSharedLibrary,
                $"'{executable}' (Python {answers.Version}) has no shared library '{name}'; it was looked for in {string.Join(", ", folders)}. {Advice(answers)}.", executable)
            : new PythonNotUsableException(PythonProblem.LibraryNotTrusted,
                $"The shared library '{refused}' of '{executable}' is not loaded: users who cannot change the interpreter can change the file, a folder above it or a link on the way. Give them to the interpreter's owner, or take the write permission from others.", refused);
    }

    /// <summary>
    /// A folder that an interpreter was told of when it was built may be anyone's by now, such as one in /tmp. Running the
    /// interpreter trusts those who can change it, so the library may be theirs or this user's, and nobody else's.
    /// </summary>
    private static bool IsAsSafe(string library, string executable) =>
        OperatingSystem.IsWindows() || (PathWriters.Of(library) is { } writers && PathWriters.Of(executable) is { } trusted && writers.AreAmong(trusted));

    private static List<string> Folders(ProbeAnswers answers)
    {
        string basePrefix = answers["base_prefix"];
        if (OperatingSystem.IsWindows())
        {
            return [basePrefix];
        }
        List<string> folders = [];
        if (answers["PYTHONFRAMEWORKPREFIX"] is { Length: > 0 } framework)
        {
            folders.Add(framework);
        }
        folders.AddRange([answers["LIBDIR"], Path.Combine(basePrefix, "lib"), Path.Combine(basePrefix, "lib", answers["MULTIARCH"]), answers["LIBPL"]]);
        return folders;
    }

    private static string UsualName(Version version) =>
        OperatingSystem.IsWindows() ? $"python{version.Major}{version.Minor}.dll"
        : OperatingSystem.IsMacOS() ? $"libpython{version.Major}.{version.Minor}.dylib"
        : $"libpython{version.Major}.{version.Minor}.so.1.0";

    private static string Advice(ProbeAnswers answers) =>
        answers["base_prefix"] is "/usr" && SystemPackages.ForLibrary(answers.Version) is { } command
            ? $"Install it with: {command}"
            : $"Install a Python with a shared library (built with --enable-shared; with pyenv: PYTHON_CONFIGURE_OPTS=--enable-shared pyenv install {answers.Version})";
}
