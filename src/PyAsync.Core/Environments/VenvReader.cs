using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace PyAsync.Environments;

/// <summary>
/// Describes a virtual environment by what is written in it, without running anything of it: in the current folder it may
/// be a stranger's program. Any thread.
/// </summary>
internal static class VenvReader
{
    private const int LargestConfiguration = 64 * 1024;

    /// <summary>The environment of a folder, over one of the Pythons that were found.</summary>
    public static PythonEnvironment Read(string folder, string source, IEnumerable<PythonEnvironment> bases)
    {
        string executable;
        try
        {
            executable = FolderSource.Executable(folder);
        }
        catch (PythonNotUsableException broken)
        {
            return new PythonEnvironment(folder, source)
            {
                Kind = PythonKind.VirtualEnvironment,
                Prefix = folder,
                IsUsable = false,
                Problem = broken.Problem,
                Reason = broken.Message,
            };
        }
        Dictionary<string, string> said = Configuration(Path.Combine(folder, "pyvenv.cfg"));
        PythonEnvironment? below = bases.FirstOrDefault(found => found.Kind is not PythonKind.VirtualEnvironment && IsOver(found, executable, said));
        return new PythonEnvironment(executable, source)
        {
            Kind = PythonKind.VirtualEnvironment,
            Version = below?.Version ?? VersionOf(said),
            Prefix = folder,
            BasePrefix = below?.BasePrefix,
            Library = below?.Library,
            IsUsable = below?.IsUsable,
            Problem = below?.Problem,
            Reason = below is not null ? below.Reason
                : $"Its base Python{(said.TryGetValue("home", out string? home) ? $", in '{home}'," : "")} is none of those that were found, and nothing in this folder is run before it is named. Test '{folder}' by that name to have it asked.",
        };
    }

    // On Unix the environment's executable is a link to the base's; what is none may be any program. On Windows it is a
    // launcher, which looks for "home".
    private static bool IsOver(PythonEnvironment found, string executable, Dictionary<string, string> said) =>
        !OperatingSystem.IsWindows()
            ? ProbeKey.Target(found.Executable) == ProbeKey.Target(executable)
            : said.TryGetValue("home", out string? home) && string.Equals(Path.GetDirectoryName(found.Executable), home.TrimEnd('/', '\\'), StringComparison.OrdinalIgnoreCase);

    private static Version? VersionOf(Dictionary<string, string> said)
    {
        // virtualenv writes 3.11.2.final.0.
        string text = said.GetValueOrDefault("version") ?? said.GetValueOrDefault("version_info") ?? "";
        return Version.TryParse(string.Join('.', text.Split('.').Take(3)), out Version? version) ? version : null;
    }

    private static Dictionary<string, string> Configuration(string path)
    {
        Dictionary<string, string> said = new(StringComparer.OrdinalIgnoreCase);
        if ((OperatingSystem.IsWindows() || UnixFile.IsRegular(path)) && new FileInfo(path).Length < LargestConfiguration)
        {
            foreach (string line in File.ReadLines(path))
            {
                string[] parts = line.Split('=', 2, StringSplitOptions.TrimEntries);
                if (parts.Length == 2)
                {
                    said[parts[0]] = parts[1];
                }
            }
        }
        return said;
    }
}
