using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Pester;

/// <summary>Finds the test files that paths stand for.</summary>
internal static class TestFiles
{
    public static List<string> Find(PSCmdlet cmdlet, string[] paths, string[] excluded, string extension)
    {
        var files = new List<string>();
        foreach (string path in paths)
        {
            foreach (string found in cmdlet.SessionState.Path.GetResolvedProviderPathFromPSPath(path, out _))
            {
                if (!Directory.Exists(found))
                {
                    files.Add(found);
                    continue;
                }

                files.AddRange(Directory.EnumerateFiles(found, "*", SearchOption.AllDirectories)
                    .Where(f => f.EndsWith(extension, StringComparison.OrdinalIgnoreCase)).Order(StringComparer.OrdinalIgnoreCase));
            }
        }

        return files.Where(f => !excluded.Any(x => IsExcluded(cmdlet, f, x))).Distinct().ToList();
    }

    private static bool IsExcluded(PSCmdlet cmdlet, string file, string pattern)
    {
        string full = WildcardPattern.ContainsWildcardCharacters(pattern) ? pattern : cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath(pattern);
        return WildcardPattern.Get(full, WildcardOptions.IgnoreCase).IsMatch(file) || file.StartsWith(full + Path.DirectorySeparatorChar, StringComparison.Ordinal);
    }
}
