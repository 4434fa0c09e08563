using System;
using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;
using PyAsync.Calls;

namespace PyAsync.PowerShell.Pipeline;

/// <summary>
/// The output of work that runs beside the command that started it: records go to that command; where it has ended, or
/// nobody started it, they wait to be read. Any thread.
/// </summary>
internal class OriginOutput(CallOrigin? origin) : IOutput
{
    /// <summary>Gives a record to the origin's output.</summary>
    public virtual void Give(object record)
    {
        if (origin?.Output?.TryWrite(record) is not true)
        {
            OutputRecord.KeepUnread(record, origin);
        }
    }

    /// <inheritdoc/>
    public virtual void WriteError(ErrorRecord error) => Give(error);

    /// <inheritdoc/>
    public void WriteWarning(string message) => Give(new WarningRecord(message));

    /// <inheritdoc/>
    public void WriteVerbose(string message) => Give(new VerboseRecord(message));

    /// <inheritdoc/>
    public void WriteDebug(string message) => Give(new DebugRecord(message));

    /// <inheritdoc/>
    public void WriteInformation(InformationRecord information) => Give(information);

    /// <inheritdoc/>
    public void WriteProgress(ProgressRecord progress) => Give(progress);

    /// <summary>Nothing: the bars are the origin's, and go with it.</summary>
    public void EndProgress()
    {
        // As said.
    }

    /// <inheritdoc/>
    public void WarnHost(string message) => WriteWarning(message);

    /// <inheritdoc/>
    public void WriteObject(object? value, bool enumerate = false) => throw new NotSupportedException("Results are the await's own, not records.");

    /// <inheritdoc/>
    [DoesNotReturn]
    public void Fail(ErrorRecord error) => throw error.Exception;

    /// <inheritdoc/>
    public object? Run(IScript script) => script.RunHere(this);
}
