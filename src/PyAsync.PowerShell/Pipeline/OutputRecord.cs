using System.Management.Automation;
using PyAsync.Calls;
using PyAsync.Loops;
using PyAsync.PowerShell.Errors;

namespace PyAsync.PowerShell.Pipeline;

/// <summary>
/// A record on its way to the output that it belongs to: an error, a warning, verbose, debug, information, progress.
/// Immutable; any thread.
/// </summary>
internal static class OutputRecord
{
    private const int Error = 40;
    private const int Warning = 30;
    private const int Information = 20;

    /// <summary>Python's own kinds of record as PowerShell's; what is one of PowerShell's already stays.</summary>
    /// <param name="record">The record.</param>
    /// <param name="logsErrors">Whether what is logged as ERROR or above is an error, else it is a warning.</param>
    public static object From(object record, bool logsErrors = false) => record switch
    {
        UnreadItem unread => unread.Record,
        PyPrintedText printed => new PyInformationRecord(printed),
        PyWarning warning => new PyWarningRecord(CodePlaces.Name($"{warning.Category}: {warning.Message} ({warning.File}:{warning.Line})"), warning),
        PyLogRecord { Level: >= Error } logged when logsErrors => new PyErrorRecord(KnownErrors.Logged(logged, TextOf(logged)), logged),
        PyLogRecord { Level: >= Warning } logged => new PyWarningRecord(TextOf(logged), logged),
        PyLogRecord { Level: >= Information } logged => new PyVerboseRecord(TextOf(logged), logged),
        PyLogRecord logged => new PyDebugRecord(TextOf(logged), logged),
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
                output.WriteWarning(warning);
                return true;
            case VerboseRecord verbose:
                output.WriteVerbose(verbose);
                return true;
            case DebugRecord debug:
                output.WriteDebug(debug);
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

    /// <summary>Keeps a record that belongs to nobody any more until somebody reads it. Any thread.</summary>
    /// <param name="record">The record.</param>
    /// <param name="origin">On whose behalf, where the record does not tell.</param>
    public static void KeepUnread(object record, CallOrigin? origin = null)
    {
        switch (record)
        {
            case ProgressRecord or PyProgress:
                // It is over by then.
                break;
            case PyRecord said:
                UnreadRecords.Add(said.Loop ?? origin?.AnyLoop, said);
                break;
            default:
                UnreadRecords.Add(origin?.AnyLoop, new UnreadItem(record, origin));
                break;
        }
    }

    private static string TextOf(PyLogRecord logged)
    {
        // A level that the stream does not tell is named.
        string level = logged.Level > Warning ? logged.LevelName + " " : "";
        return CodePlaces.Name($"{level}{logged.Logger}: {logged.Message}" + (logged.Exception is null ? "" : "\n" + logged.Exception));
    }
}
