using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Threading;
using PyAsync.Loops;

namespace PyAsync.PowerShell.Pipeline;

/// <summary>
/// Shows a person at the prompt what is said while no command waits: above the prompt, at once, also while a line is typed
/// there. PSReadLine runs events three times a second while it waits for a key, and this is such an event. No API of its
/// own: the event's script block calls it.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The one of the process lives as long as that.")]
public sealed class PromptOutput
{
    private const string ShowEvent = "PyAsync.Unread";

    // PSReadLine waits for a key where the event is called by it alone: not within a key's handler, nor a command.
    private const string ShowScript = """
        $frames = @(Get-PSCallStack)
        $line = $null
        $cursor = 0
        $options = $null
        if ($frames.Count -gt 1 -and $frames[1].FunctionName -eq 'PSConsoleHostReadLine' -and 'Microsoft.PowerShell.PSConsoleReadLine' -as [type]) {
            [Microsoft.PowerShell.PSConsoleReadLine]::GetBufferState([ref] $line, [ref] $cursor)
            $options = [Microsoft.PowerShell.PSConsoleReadLine]::GetOptions()
        }
        [PyAsync.PowerShell.Pipeline.PromptOutput]::Show($line, $cursor, $options.ExtraPromptLineCount, $options.ContinuationPrompt)
        """;

    // What comes within this time is shown together; what cannot be shown yet is tried again after the longer one.
    private const int Together = 30;
    private const int Again = 300;

    // PSReadLine asks for the cursor's row 300 ms after a key.
    private const int Remember = 100;

    private static PromptOutput? s_current;

    private readonly PSEventManager _events;
    private readonly PSHost _host;
    private readonly ScriptBlock _show = ScriptBlock.Create(ShowScript);
    private readonly Timer _timer;
    private int _isDue;
    private PSEventSubscriber? _subscriber;

    private PromptOutput(PSEventManager events, PSHost host)
    {
        _events = events;
        _host = host;
        _timer = new Timer(_ => Tick());
    }

    /// <summary>Shows what lies there above the prompt. In the session whose prompt it is.</summary>
    /// <param name="line">What is typed; null where PSReadLine does not wait for a key.</param>
    /// <param name="cursor">The cursor's index in it.</param>
    /// <param name="extraLines">How many lines the prompt has above its last one.</param>
    /// <param name="continuation">The prompt of the further lines of what is typed.</param>
    public static void Show(string? line, int cursor, int extraLines, string? continuation) =>
        Volatile.Read(ref s_current)?.ShowUnread(line, cursor, extraLines, continuation ?? "");

    /// <summary>Begins to show it at the prompt of a host, once. The pipeline's thread.</summary>
    /// <param name="events">The events of the session whose prompt it is.</param>
    /// <param name="host">The session's host: one at a terminal.</param>
    internal static void Begin(PSEventManager events, PSHost host)
    {
        if (Volatile.Read(ref s_current) is not null)
        {
            return;
        }
        Volatile.Write(ref s_current, new PromptOutput(events, host));
    }

    /// <summary>Something has come to lie there, which is shown soon where there is a prompt. Any thread; never waits.</summary>
    internal static void ShowSoon() => Volatile.Read(ref s_current)?.ShowIn(Together);

    private void ShowIn(int milliseconds)
    {
        if (Interlocked.Exchange(ref _isDue, 1) == 0)
        {
            _ = _timer.Change(milliseconds, Timeout.Infinite);
        }
    }

    // A thread of the pool: nobody who says something waits for the events' lock. It goes on until the event has run, as
    // with each key the cursor's place is forgotten again.
    private void Tick()
    {
        if (Volatile.Read(ref _isDue) == 0)
        {
            return;
        }
        PromptCursor.Remember();
        if (_subscriber is null)
        {
            // A subscriber has PSReadLine ask for the cursor's row again and again, so it is there only as long as it must.
            _subscriber = _events.SubscribeEvent(null, null, ShowEvent, null, _show, supportEvent: true, forwardEvent: false);
            _ = _events.GenerateEvent(ShowEvent, null, [], null);
        }
        _ = _timer.Change(Remember, Timeout.Infinite);
    }

    private void ShowUnread(string? line, int cursor, int extraLines, string continuation)
    {
        if (Interlocked.Exchange(ref _subscriber, null) is { } subscriber)
        {
            _events.UnsubscribeEvent(subscriber);
        }
        Volatile.Write(ref _isDue, 0);
        if (UnreadRecords.LoopNames().Count == 0)
        {
            return;
        }
        // What is typed on several lines is waited for: nothing tells where the first one begins.
        if (line is null || line.AsSpan(0, cursor).Contains('\n') || PromptPlace.Find(_host, line, cursor, extraLines, continuation) is not { CanMove: true } place)
        {
            ShowIn(Again);
            return;
        }
        HostText text = new(_host);
        foreach (string loop in UnreadRecords.LoopNames())
        {
            IReadOnlyList<object> records = UnreadRecords.Read(loop, keep: false, out int dropped);
            if (dropped > 0)
            {
                text.Add(new WarningRecord(UnreadItem.Dropped(dropped, loop)));
            }
            foreach (object record in records)
            {
                text.Add(OutputRecord.From(record));
            }
        }
        if (!text.IsEmpty)
        {
            place.WriteAbove(text);
        }
    }
}
