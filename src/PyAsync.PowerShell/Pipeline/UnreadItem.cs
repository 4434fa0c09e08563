using System.Management.Automation;
using PyAsync.Calls;
using PyAsync.Loops;

namespace PyAsync.PowerShell.Pipeline;

/// <summary>A record of PowerShell's own, such as a script block's warning, that waits to be read.</summary>
/// <param name="Record">The record.</param>
/// <param name="Origin">On whose behalf; null where nobody told.</param>
internal sealed record UnreadItem(object Record, CallOrigin? Origin) : IProcessText
{
    bool IProcessText.IsError => true;

    string IProcessText.ProcessText => Record switch
    {
        ErrorRecord error => $"{error.FullyQualifiedErrorId}: {error}\n",
        WarningRecord warning => $"WARNING: {warning.Message}\n",
        // Other information is silent in PowerShell too, unless it is asked for.
        InformationRecord information when information.Tags.Contains("PSHOST") => $"{information}\n",
        _ => "",
    };
}
