using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.Versioning;
using Microsoft.Win32;

namespace PyAsync.Environments;

/// <summary>The Pythons that Windows' registry names (PEP 514), which are those of the launcher <c>py</c> too. Any thread.</summary>
internal static class RegistrySource
{
    /// <summary>Their executables; none on other systems.</summary>
    public static IEnumerable<string> Executables() => OperatingSystem.IsWindows() ? FromRegistry() : [];

    [SupportedOSPlatform("windows")]
    private static List<string> FromRegistry()
    {
        List<string> found = [];
        foreach (RegistryHive hive in (RegistryHive[])[RegistryHive.CurrentUser, RegistryHive.LocalMachine])
        {
            foreach (RegistryView view in (RegistryView[])[RegistryView.Registry64, RegistryView.Registry32])
            {
                using RegistryKey root = RegistryKey.OpenBaseKey(hive, view);
                using RegistryKey? python = root.OpenSubKey(@"Software\Python");
                foreach (string company in python?.GetSubKeyNames() ?? [])
                {
                    AddOf(python!, company, found);
                }
            }
        }
        return found;
    }

    [SupportedOSPlatform("windows")]
    private static void AddOf(RegistryKey python, string company, List<string> found)
    {
        using RegistryKey? tags = python.OpenSubKey(company);
        foreach (string tag in tags?.GetSubKeyNames() ?? [])
        {
            using RegistryKey? place = tags!.OpenSubKey(tag + @"\InstallPath");
            string? executable = place?.GetValue("ExecutablePath") as string
                ?? (place?.GetValue("") is string { Length: > 0 } folder ? Path.Combine(folder, "python.exe") : null);
            if (executable is not null && Path.IsPathFullyQualified(executable) && File.Exists(executable))
            {
                found.Add(executable);
            }
        }
    }
}
