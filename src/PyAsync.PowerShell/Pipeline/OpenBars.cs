using System.Collections.Generic;
using System.Management.Automation;

namespace PyAsync.PowerShell.Pipeline;

/// <summary>
/// The progress bars that an output shows: its end takes those away that Python has left, as code does that is cancelled or
/// never suspends. The thread that the output writes on.
/// </summary>
internal sealed class OpenBars
{
    private Dictionary<int, ProgressRecord>? _open;

    /// <summary>A record is written.</summary>
    public void Note(ProgressRecord record)
    {
        if (record.RecordType == ProgressRecordType.Completed)
        {
            _open?.Remove(record.ActivityId);
        }
        else
        {
            (_open ??= [])[record.ActivityId] = record;
        }
    }

    /// <summary>Takes away what is still shown.</summary>
    public void End(IOutput output)
    {
        if (_open is not { Count: > 0 } open)
        {
            return;
        }
        _open = null;
        foreach (ProgressRecord shown in open.Values)
        {
            output.WriteProgress(new ProgressRecord(shown.ActivityId, shown.Activity, shown.StatusDescription)
            {
                ParentActivityId = shown.ParentActivityId,
                RecordType = ProgressRecordType.Completed,
            });
        }
    }
}
