using System.Management.Automation;

namespace PyAsync.PowerShell.Commands;

/// <summary>
/// The file system's current folder of a session. PowerShell looks at the disk each time it is asked for a location's
/// provider path (40 to 55 µs), so the last answer is kept, with the drive and the path that it rests on. Any pipeline's thread.
/// </summary>
internal static class WorkingFolder
{
    private static volatile Answer? s_last;

    /// <summary>The folder's full path, which exists or did when the session went there.</summary>
    public static string Of(SessionState session)
    {
        PathInfo location = session.Path.CurrentFileSystemLocation;
        if (s_last is { } last && last.Drive == location.Drive && last.Path == location.Path)
        {
            return last.Folder;
        }
        string folder = location.ProviderPath;
        s_last = new Answer(location.Drive, location.Path, folder);
        return folder;
    }

    private sealed record Answer(PSDriveInfo? Drive, string Path, string Folder);
}
