using System;

namespace PsHost.Host;

/// <content>One line of progress at the bottom of a terminal; nothing in a file.</content>
internal sealed partial class ConsoleUI
{
    private int _progressLength;

    public override void WriteProgress(long sourceId, ProgressRecord record)
    {
        if (Console.IsOutputRedirected)
        {
            return;
        }

        lock (_lock)
        {
            HideProgress();
            if (record.RecordType == ProgressRecordType.Completed)
            {
                return;
            }

            string percent = record.PercentComplete >= 0 ? $" {record.PercentComplete}%" : "";
            string line = $"{record.Activity}: {record.StatusDescription}{percent}";
            int room = Math.Max(RawUI.BufferSize.Width - 1, 1);
            line = line.Length > room ? line[..room] : line;
            Console.Out.Write('\r' + line);
            _progressLength = line.Length;
        }
    }

    /// <summary>Takes the progress line away, when a pipeline ends or another program writes.</summary>
    public void EndProgress()
    {
        lock (_lock)
        {
            HideProgress();
        }
    }

    private void HideProgress()
    {
        if (_progressLength > 0)
        {
            Console.Out.Write('\r' + new string(' ', _progressLength) + '\r');
            _progressLength = 0;
        }
    }
}
