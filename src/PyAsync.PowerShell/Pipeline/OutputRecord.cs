using System;
using System.Management.Automation;
using PyAsync.Calls;

namespace PyAsync.PowerShell.Pipeline;

/// <summary>
/// A record on its way to the output that it belongs to: an error, a warning, verbose, debug, information, progress.
/// Immutable; any thread.
/// </summary>
internal static class OutputRecord
{
    /// <summary>Python's own kinds of record as PowerShell's; what is one of PowerShell's already stays.</summary>
    public static object From(object record) => record switch
    {
        PyWarning warning => new WarningRecord($"{warning.Category}: {warning.Message} ({warning.File}:{warning.Line})"),
        PyProgress progress => new ProgressRecord(progress.Id, progress.Activity, progress.Status.Length == 0 ? "Processing" : progress.Status)
        {
            PercentComplete = progress.Percent,
            ParentActivityId = progress.ParentId,
            SecondsRemaining = progress.SecondsRemaining,
            RecordType = progress.IsCompleted ? ProgressRecordType.Completed : ProgressRecordType.Processing,
        },
        _ => record,
    };

    /// <summary>Writes a record to its own stream; false for what is no record.</summary>
    public static bool TryWrite(IOutput output, object? record)
    {
        switch (record)
        {
            case ErrorRecord error:
                output.WriteError(error);
                return true;
            case WarningRecord warning:
                output.WriteWarning(warning.Message);
                return true;
            case VerboseRecord verbose:
                output.WriteVerbose(verbose.Message);
                return true;
            case DebugRecord debug:
                output.WriteDebug(debug.Message);
                return true;
            case InformationRecord information:
                output.WriteInformation(information);
                return true;
            case ProgressRecord progress:
                output.WriteProgress(progress);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Writes a record that belongs to nobody any more to stderr, as Python does with its warnings. Any thread.</summary>
    public static void WriteToStderr(object record)
    {
        string? text = record switch
        {
            ErrorRecord error => $"{error.FullyQualifiedErrorId}: {error}",
            WarningRecord warning => $"WARNING: {warning.Message}",
            // Other information is silent in PowerShell too, unless it is asked for.
            InformationRecord information when information.Tags.Contains("PSHOST") => information.ToString(),
            _ => null,
        };
        if (text is not null)
        {
            Console.Error.WriteLine(text);
        }
    }
}
