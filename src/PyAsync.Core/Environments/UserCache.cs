using System;
using System.IO;

namespace PyAsync.Environments;

/// <summary>
/// The user's own cache folder: <c>PYASYNC_CACHE</c> names it, or is <c>off</c>; else it is in the platform's place for
/// caches. What is in it is loaded and run, so it is used only where nobody but this user and root can change it. Any thread.
/// </summary>
internal static class UserCache
{
    private const UnixFileMode OnlyUs = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>The folder, which may not exist yet; null where there is none.</summary>
    public static string? Folder()
    {
        if (Environment.GetEnvironmentVariable("PYASYNC_CACHE") is { Length: > 0 } chosen)
        {
            return chosen.Equals("off", StringComparison.OrdinalIgnoreCase) || !Path.IsPathFullyQualified(chosen) ? null : chosen;
        }
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string place = OperatingSystem.IsWindows() ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
            : OperatingSystem.IsMacOS() ? Under(home, "Library/Caches")
            : Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache ? cache
            : Under(home, ".cache");
        return Path.IsPathFullyQualified(place) ? Path.Combine(place, "pyasync") : null;
    }

    /// <summary>Makes a folder for this user alone. False where somebody else could change it: then it is not to be used.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public static bool TryMake(string folder)
    {
        if (!PathWriters.AreOnlyUs(Nearest(folder)))
        {
            return false;
        }
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, OnlyUs);
        }
        return PathWriters.AreOnlyUs(folder);
    }

    /// <summary>A folder in the cache whose files are run; null where there is none, or where somebody else could change it or one of them.</summary>
    public static string? CodeFolder(string name)
    {
        try
        {
            return Folder() is { } cache && Path.Combine(cache, name) is var folder && TryMake(folder) && Array.TrueForAll(Directory.GetFiles(folder), PathWriters.AreOnlyUs)
                ? folder
                : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // No home, a full disk, a folder of somebody else's: the code is compiled each time.
            return null;
        }
    }

    // The folder that is there already, of those on the way.
    private static string Nearest(string folder)
    {
        while (!Path.Exists(folder) && Path.GetDirectoryName(folder) is { } above)
        {
            folder = above;
        }
        return folder;
    }

    private static string Under(string home, string folder) => home.Length == 0 ? "" : Path.Combine(home, folder);
}
