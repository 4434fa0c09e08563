using System;
using System.Collections.Generic;
using System.IO;

namespace PyAsync.Environments;

/// <summary>The Pythons that uv has installed. Any thread.</summary>
internal static class UvSource
{
    /// <summary>Their folders.</summary>
    public static IEnumerable<string> Folders()
    {
        string root = Environment.GetEnvironmentVariable("UV_PYTHON_INSTALL_DIR") is { Length: > 0 } chosen ? chosen : Path.Combine(Data(), "uv", "python");
        // Beside them are links such as cpython-3.12 to cpython-3.12.1, and folders of other implementations.
        return Path.IsPathFullyQualified(root) && Directory.Exists(root) ? Directory.GetDirectories(root, "cpython-*") : [];
    }

    private static string Data() => OperatingSystem.IsWindows() ? Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData)
        : Environment.GetEnvironmentVariable("XDG_DATA_HOME") is { Length: > 0 } data ? data
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "share");
}
