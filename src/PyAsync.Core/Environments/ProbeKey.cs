using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text;

namespace PyAsync.Environments;

/// <summary>
/// What an interpreter's answers about itself rest on, as text: while the text is the same, so are the answers. Any thread.
/// </summary>
internal static class ProbeKey
{
    private const int MostLinks = 40;
    private const int LargestConfiguration = 64 * 1024;

    // What changes the answers although the interpreter is asked with -I: where it starts, and which libraries it takes.
    // PYTHONPATH does not.
    private static readonly string[] s_variables =
    [
        "PYTHONHOME", "PYTHONEXECUTABLE", "PYTHONPLATLIBDIR", "__PYVENV_LAUNCHER__", "_PYTHON_SYSCONFIGDATA_NAME",
        "_PYTHON_PROJECT_BASE", "_PYTHON_HOST_PLATFORM", "LD_LIBRARY_PATH", "LD_PRELOAD", "DYLD_LIBRARY_PATH",
        "DYLD_FRAMEWORK_PATH", "DYLD_INSERT_LIBRARIES",
    ];

    /// <summary>
    /// The key of an executable: the links to it, its file, the environment's configuration beside it, the variables
    /// that matter, and the question. Null where it is no plain program, such as a script: what that runs can
    /// change without it.
    /// </summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public static string? Of(string executable)
    {
        StringBuilder key = new();
        Line(key, "question", Hash(ProbeQuestion.Script));
        foreach (string name in s_variables)
        {
            if (Environment.GetEnvironmentVariable(name) is { } value)
            {
                Line(key, name, value);
            }
        }
        List<string> chain = Chain(executable);
        for (int i = 0; i < chain.Count; i++)
        {
            Line(key, "path", chain[i]);
            string? folder = Path.GetDirectoryName(chain[i]);
            if (folder is null || (OperatingSystem.IsWindows() && Directory.GetFiles(folder, "*._pth").Length > 0))
            {
                return null;
            }
            // CPython looks beside the executable and one folder up.
            Configuration(key, folder);
            if (Path.GetDirectoryName(folder) is { } above)
            {
                Configuration(key, above);
            }
        }
        using FileStream program = Open(executable);
        if (program.ReadByte() == '#' && program.ReadByte() == '!')
        {
            return null;
        }
        Line(key, "stamp", Stamp(program));
        return key.ToString();
    }

    /// <summary>A short name for a text: FNV-1a, which is quick to load and no secret.</summary>
    public static string Hash(string text)
    {
        ulong hash = 14695981039346656037;
        foreach (char c in text)
        {
            hash = (hash ^ c) * 1099511628211;
        }
        return hash.ToString("x16", CultureInfo.InvariantCulture);
    }

    /// <summary>The file that an executable is in the end, its links followed.</summary>
    public static string Target(string executable) => Chain(executable)[^1];

    /// <summary>A file's size and time of change; null where there is none.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static string? Stamp(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }
        using FileStream file = Open(path);
        return Stamp(file);
    }

    // Of the open file, so that the kernel follows the links.
    private static string Stamp(FileStream file) =>
        string.Create(CultureInfo.InvariantCulture, $"{file.Length} {File.GetLastWriteTimeUtc(file.SafeFileHandle).Ticks}");

    // A named pipe would be waited for.
    private static FileStream Open(string path) => !OperatingSystem.IsWindows() && !UnixFile.IsRegular(path)
        ? throw new IOException($"'{path}' is no regular file.")
        : new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);

    private static List<string> Chain(string executable)
    {
        List<string> chain = [Path.GetFullPath(executable)];
        while (new FileInfo(chain[^1]).LinkTarget is { } target)
        {
            if (chain.Count == MostLinks)
            {
                throw new IOException($"'{executable}' is a link that leads nowhere.");
            }
            chain.Add(Path.GetFullPath(target, Path.GetDirectoryName(chain[^1])!));
        }
        return chain;
    }

    private static void Configuration(StringBuilder key, string folder)
    {
        string path = Path.Combine(folder, "pyvenv.cfg");
        if (!File.Exists(path))
        {
            return;
        }
        using FileStream file = Open(path);
        if (file.Length > LargestConfiguration)
        {
            throw new IOException($"'{path}' is no configuration of an environment.");
        }
        string stamp = Stamp(file);
        using StreamReader reader = new(file);
        Line(key, "pyvenv.cfg", $"{stamp} {reader.ReadToEnd()}");
    }

    // One line each, whatever the value holds.
    private static void Line(StringBuilder key, string name, string value) =>
        key.Append(name).Append('\t').Append(value.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\r", @"\r", StringComparison.Ordinal)
            .Replace("\n", @"\n", StringComparison.Ordinal)).Append('\n');
}
