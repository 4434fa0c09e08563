using System;
using System.Management.Automation;

namespace PyAsync.PowerShell.Pipeline;

/// <summary>Shows what an installer prints: as progress while it runs, and in the Verbose stream. The pipeline's thread.</summary>
internal sealed class InstallProgress(PSCmdlet cmdlet, string activity) : IDisposable
{
    private const int Id = 723;

    private bool _isShown;

    /// <summary>Shows a line.</summary>
    public void Tell(string line)
    {
        cmdlet.WriteVerbose(line);
        if (line.Trim() is { Length: > 0 } text)
        {
            _isShown = true;
            cmdlet.WriteProgress(new ProgressRecord(Id, activity, text));
        }
    }

    /// <summary>Takes the progress away.</summary>
    public void Dispose()
    {
        if (_isShown && !cmdlet.Stopping)
        {
            cmdlet.WriteProgress(new ProgressRecord(Id, activity, "Done") { RecordType = ProgressRecordType.Completed });
        }
    }
}
