using System.Management.Automation;
using PyAsync.Calls;
using PyAsync.Loops;

namespace PyAsync.PowerShell.Pipeline;

/// <summary>A record of PowerShell's own, such as a script block's warning, that waits to be read.</summary>
/// <param name="Record">The record.</param>
/// <param name="Origin">On whose behalf; null where nobody told.</param>
internal sealed record UnreadItem(object Record, CallOrigin? Origin) : IProcessText
{
    /// <summary>Says that records of a loop were dropped.</summary>
    public static string Dropped(int count, string loop) =>
        $"{count} older line(s) of the Python event loop '{loop}' were dropped: only the last {UnreadRecords.Most} of all loops are kept, and no more than {UnreadRecords.MostText} characters.";

    bool IProcessText.IsError => true;

    int IProcessText.TextLength => Record switch
    {
        WarningRecord warning => warning.Message?.Length ?? 0,
        InformationRecord { MessageData: HostInformationMessage message } => message.Message?.Length ?? 0,
        InformationRecord { MessageData: string text } => text.Length,
        _ => 0,
    };

    string IProcessText.ProcessText => Record switch
    {
        ErrorRecord error => $"{error.FullyQualifiedErrorId}: {error}\n",
        WarningRecord warning => $"WARNING: {warning.Message}\n",
        // Other information is silent in PowerShell too, unless it is asked for.
        InformationRecord information when information.Tags.Contains("PSHOST") => $"{information}\n",
        _ => "",
    };
}
