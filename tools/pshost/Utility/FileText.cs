using System.IO;
using System.Text;

namespace Microsoft.PowerShell.Commands;

/// <summary>Text files as the commands that write whole files open them.</summary>
internal static class FileText
{
    public static StreamWriter OpenWrite(PSCmdlet cmdlet, string path, bool append, bool noClobber, bool force, Encoding encoding)
    {
        try
        {
            if (noClobber && !append && File.Exists(path))
            {
                throw new IOException($"The file '{path}' already exists.");
            }

            if (force && File.Exists(path) && File.GetAttributes(path).HasFlag(FileAttributes.ReadOnly))
            {
                File.SetAttributes(path, File.GetAttributes(path) & ~FileAttributes.ReadOnly);
            }

            return new StreamWriter(path, append, encoding);
        }
        catch (System.Exception error) when (error is IOException or System.UnauthorizedAccessException)
        {
            string id = noClobber && File.Exists(path) ? "NoClobber" : "FileOpenFailure";
            cmdlet.ThrowTerminatingError(new ErrorRecord(error, id, noClobber ? ErrorCategory.ResourceExists : ErrorCategory.OpenError, path));
            throw;
        }
    }
}
