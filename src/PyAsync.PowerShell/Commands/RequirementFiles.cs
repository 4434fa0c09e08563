using System;
using System.IO;
using System.Management.Automation;
using PyAsync.Packages;
using PyAsync.PowerShell.Errors;
using PyAsync.PowerShell.Pipeline;

namespace PyAsync.PowerShell.Commands;

/// <summary>The files that say which packages are needed, as parameters name them.</summary>
internal static class RequirementFiles
{
    /// <summary>Reads the name of a package with its versions; what is wrong with it ends the command.</summary>
    public static PackageRequirement Parse(PSCmdlet cmdlet, string text)
    {
        try
        {
            return PackageRequirement.Parse(text);
        }
        catch (FormatException error)
        {
            cmdlet.ThrowTerminatingError(KnownErrors.InvalidRequirement(error.Message, text));
            throw;
        }
    }

    /// <summary>Reads one; what is wrong with it ends the command.</summary>
    public static RequirementFile Read(PSCmdlet cmdlet, string path)
    {
        string file = FileSystemPaths.Resolve(cmdlet, path);
        if (!File.Exists(file))
        {
            cmdlet.ThrowTerminatingError(KnownErrors.RequirementsNotFound(file, path));
        }
        try
        {
            return RequirementFile.Read(file);
        }
        catch (Exception error) when (error is FormatException or IOException or UnauthorizedAccessException)
        {
            cmdlet.ThrowTerminatingError(KnownErrors.InvalidRequirement(error.Message, path));
            throw;
        }
    }
}
