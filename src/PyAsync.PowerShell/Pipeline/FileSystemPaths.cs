using System;
using System.Collections.ObjectModel;
using System.Management.Automation;
using PyAsync.PowerShell.Errors;

namespace PyAsync.PowerShell.Pipeline;

/// <summary>
/// Paths of the file system, as Python reads them. PowerShell also resolves paths of its other drives, such as
/// <c>Env:main.py</c>, and gives what is behind the colon, which would name a file of the current folder.
/// </summary>
internal static class FileSystemPaths
{
    private const string Provider = "FileSystem";

    /// <summary>The full path that a word names, whether or not something is there; a path of another drive ends the command.</summary>
    public static string Resolve(PSCmdlet cmdlet, string path)
    {
        string full = cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out ProviderInfo provider, out _);
        Require(cmdlet, provider, path);
        return full;
    }

    /// <summary>The full paths of what is there under a name with wildcards; a path of another drive ends the command.</summary>
    /// <exception cref="ItemNotFoundException">A name without wildcards names nothing.</exception>
    public static Collection<string> ResolveExisting(PSCmdlet cmdlet, string path)
    {
        Collection<string> found = cmdlet.GetResolvedProviderPathFromPSPath(path, out ProviderInfo provider);
        Require(cmdlet, provider, path);
        return found;
    }

    private static void Require(PSCmdlet cmdlet, ProviderInfo provider, string path)
    {
        if (!string.Equals(provider.Name, Provider, StringComparison.OrdinalIgnoreCase))
        {
            cmdlet.ThrowTerminatingError(KnownErrors.NotFileSystem(path, provider.Name));
        }
    }
}
