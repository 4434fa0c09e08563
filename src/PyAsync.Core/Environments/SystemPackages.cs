using System;
using System.Collections.Generic;
using System.IO;

namespace PyAsync.Environments;

/// <summary>The commands that install a Python on this system, for messages. Any thread.</summary>
internal static class SystemPackages
{
    private static readonly Dictionary<string, string> s_defaults = new(StringComparer.Ordinal)
    {
        ["debian 11"] = "3.9",
        ["debian 12"] = "3.11",
        ["debian 13"] = "3.13",
        ["ubuntu 22.04"] = "3.10",
        ["ubuntu 24.04"] = "3.12",
    };

    /// <summary>For an interpreter with its shared library.</summary>
    public static string ForPython(string release = "/etc/os-release")
    {
        if (OperatingSystem.IsWindows())
        {
            return "winget install Python.Python.3.13";
        }
        if (OperatingSystem.IsMacOS())
        {
            return "brew install python";
        }
        Dictionary<string, string> facts = Read(release);
        string family = $" {facts.GetValueOrDefault("ID")} {facts.GetValueOrDefault("ID_LIKE")} ";
        // The package of the library has the version in its name; that of its headers brings it, whatever the version is.
        return family.Contains(" debian ", StringComparison.Ordinal)
                ? $"apt-get install python3 {(s_defaults.TryGetValue($"{facts.GetValueOrDefault("ID")} {facts.GetValueOrDefault("VERSION_ID")}", out string? version) ? "libpython" + version : "libpython3-dev")}"
            : family.Contains(" fedora ", StringComparison.Ordinal) ? "dnf install python3"
            : family.Contains(" alpine ", StringComparison.Ordinal) ? "apk add python3"
            : family.Contains(" arch ", StringComparison.Ordinal) ? "pacman -S python"
            : family.Contains(" suse ", StringComparison.Ordinal) ? "zypper install python3 python3-devel"
            : "your system's package of Python, with its shared library (libpython3)";
    }

    /// <summary>For the shared library of the system's own interpreter; null where its package is not known.</summary>
    public static string? ForLibrary(Version version) =>
        File.Exists("/etc/debian_version") ? $"apt-get install libpython{version.Major}.{version.Minor}" : null;

    private static Dictionary<string, string> Read(string release)
    {
        Dictionary<string, string> facts = new(StringComparer.Ordinal);
        if (File.Exists(release))
        {
            foreach (string line in File.ReadLines(release))
            {
                string[] parts = line.Split('=', 2);
                facts[parts[0]] = parts[^1].Trim('"', '\'');
            }
        }
        return facts;
    }
}
