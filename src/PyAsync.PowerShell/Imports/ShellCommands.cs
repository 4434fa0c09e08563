using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Text.RegularExpressions;

namespace PyAsync.PowerShell.Imports;

/// <summary>The commands of the modules that come with PowerShell, which it loads when one is first used. Any thread.</summary>
internal static partial class ShellCommands
{
    private static readonly Lazy<Dictionary<string, string>> s_modules = new(Read);

    /// <summary>The module that has a command; null for none.</summary>
    public static string? ModuleOf(string command) => s_modules.Value.GetValueOrDefault(command);

    // Their manifests name what they export, each in quotes.
    private static Dictionary<string, string> Read()
    {
        Dictionary<string, string> found = new(StringComparer.OrdinalIgnoreCase);
        string folder = Path.Combine(Path.GetDirectoryName(typeof(PSObject).Assembly.Location) ?? "", "Modules");
        if (Directory.Exists(folder))
        {
            foreach (string manifest in Directory.EnumerateDirectories(folder).Select(one => Path.Combine(one, Path.GetFileName(one) + ".psd1")).Where(File.Exists))
            {
                // Most of a manifest is its signature.
                foreach (string line in File.ReadLines(manifest).TakeWhile(line => !line.StartsWith("# SIG #", StringComparison.Ordinal)))
                {
                    foreach (Match name in Name().Matches(line))
                    {
                        found.TryAdd(name.Groups["name"].Value, Path.GetFileNameWithoutExtension(manifest));
                    }
                }
            }
        }
        return found;
    }

    [GeneratedRegex(@"[""'](?<name>[A-Z]\w+-\w+)[""']")]
    private static partial Regex Name();
}
