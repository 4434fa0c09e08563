using System.Collections.Generic;
using System.IO;

namespace PyAsync.Environments;

/// <summary>The environments that were made in the user's cache for scripts that say what they need. Any thread.</summary>
internal static class CacheSource
{
    /// <summary>Where they are; null without a cache.</summary>
    public static string? Root => UserCache.Folder() is { } folder ? Path.Combine(folder, "environments") : null;

    /// <summary>Their folders; none where others than this user could have put them there.</summary>
    public static IEnumerable<string> Folders()
    {
        if (Root is not { } root || !Directory.Exists(root) || !PathWriters.AreOnlyUs(root))
        {
            yield break;
        }
        foreach (string folder in Directory.GetDirectories(root))
        {
            if (File.Exists(Path.Combine(folder, "pyvenv.cfg")))
            {
                yield return folder;
            }
        }
    }
}
