using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace PyAsync.Packages;

/// <summary>The lock file beside a script, as <c>uv lock --script tool.py</c> writes it: <c>tool.py.lock</c>. Any thread.</summary>
internal static class ScriptLock
{
    /// <summary>Where the lock of a script is.</summary>
    public static string PathFor(string script) => script + ".lock";

    /// <summary>One line a package with the version that it is held at, as pip's constraints are written.</summary>
    /// <exception cref="FormatException">It is no lock file; the message says why.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static IReadOnlyList<string> Read(string path)
    {
        List<string> lines = [];
        Dictionary<string, object> toml;
        try
        {
            toml = TomlReader.Read(File.ReadAllText(path));
            foreach (Dictionary<string, object> package in TomlTable.Tables(toml, "package"))
            {
                if (TomlTable.Text(package, "name") is { } name && TomlTable.Text(package, "version") is { } version)
                {
                    // A package that is there twice says for which Pythons or systems each is.
                    List<string> markers = TomlTable.Texts(package, "resolution-markers");
                    string marker = string.Join(" or ", markers.Select(text => $"({text})"));
                    lines.Add(marker.Length == 0 ? $"{name}=={version}" : $"{name}=={version} ; {marker}");
                }
            }
        }
        catch (FormatException error)
        {
            throw new FormatException($"The lock file '{path}' cannot be read: {error.Message}.", error);
        }
        return lines;
    }
}
