using System;
using System.Collections.Generic;
using System.IO;

namespace PyAsync.Environments;

/// <summary>The Pythons of python.org's installer on macOS. Any thread.</summary>
internal static class FrameworkSource
{
    private const string Versions = "/Library/Frameworks/Python.framework/Versions";

    /// <summary>Their folders; none on other systems.</summary>
    public static IEnumerable<string> Folders() => OperatingSystem.IsMacOS() && Directory.Exists(Versions) ? Directory.GetDirectories(Versions, "3.*") : [];
}
