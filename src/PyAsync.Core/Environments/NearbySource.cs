using System.Collections.Generic;
using System.IO;

namespace PyAsync.Environments;

/// <summary>The virtual environments in a folder and those above it. Any thread.</summary>
internal static class NearbySource
{
    private static readonly string[] s_names = [".venv", "venv", "env"];

    /// <summary>Their folders: every one right in the folder, and those of the usual names in the folders above.</summary>
    public static IEnumerable<string> Folders(string folder)
    {
        if (IsEnvironment(folder))
        {
            yield return folder;
        }
        foreach (string inner in Directory.Exists(folder) ? Directory.GetDirectories(folder, "*", new EnumerationOptions { AttributesToSkip = 0 }) : [])
        {
            if (IsEnvironment(inner))
            {
                yield return inner;
            }
        }
        for (string? above = Path.GetDirectoryName(folder); above is not null; above = Path.GetDirectoryName(above))
        {
            foreach (string name in s_names)
            {
                string place = Path.Combine(above, name);
                if (IsEnvironment(place))
                {
                    yield return place;
                }
            }
        }
    }

    private static bool IsEnvironment(string folder) => File.Exists(Path.Combine(folder, "pyvenv.cfg"));
}
