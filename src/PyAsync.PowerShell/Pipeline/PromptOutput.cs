using System.Management.Automation;
using System.Management.Automation.Host;
using System.Threading;
using PyAsync.Loops;

namespace PyAsync.PowerShell.Pipeline;

/// <summary>
/// Shows a person at the prompt what is said while no command waits: above the prompt, as soon as nothing is typed there.
/// PSReadLine raises <c>PowerShell.OnIdle</c> then, for as long as somebody has subscribed, which this does only while
/// something lies there. No API of its own: the event's script block calls it.
/// </summary>
public sealed class PromptOutput
{
    private const string ShowEvent = "PyAsync.Unread";

    private static PromptOutput? s_current;

    private readonly PSEventManager _events;
    private readonly PSHost _host;
    private readonly ScriptBlock _drawPrompt = ScriptBlock.Create("[Microsoft.PowerShell.PSConsoleReadLine]::InvokePrompt($null, [Console]::CursorTop)");
    private int _subscribed;

    private PromptOutput(PSEventManager events, PSHost host)
    {
        _events = events;
        _host = host;
        ScriptBlock show = ScriptBlock.Create("[PyAsync.PowerShell.Pipeline.PromptOutput]::Show()");
        _ = events.SubscribeEvent(null, null, ShowEvent, null, show, supportEvent: true, forwardEvent: false);
    }

    /// <summary>Shows what lies there, in the place of the prompt, which is drawn again below. In the session whose prompt it is.</summary>
    public static void Show() => Volatile.Read(ref s_current)?.ShowUnread();

    /// <summary>Begins to show it at the prompt of a host, once. The pipeline's thread.</summary>
    /// <param name="events">The events of the session whose prompt it is.</param>
    /// <param name="host">The session's host: one at a terminal.</param>
    internal static void Begin(PSEventManager events, PSHost host)
    {
        if (Volatile.Read(ref s_current) is not null)
        {
            return;
        }
        s_current = new PromptOutput(events, host);
        UnreadRecords.Added += s_current.Subscribe;
    }

    // Any thread.
    private void Subscribe()
    {
        if (Interlocked.Exchange(ref _subscribed, 1) == 0)
        {
            _ = _events.SubscribeEvent(null, null, PSEngineEvent.OnIdle, null, Idle, supportEvent: true, forwardEvent: false);
        }
    }

    // A thread of the pool: the session's own, which PSReadLine has, runs script blocks only.
    private void Idle(object? sender, PSEventArgs args) => _ = _events.GenerateEvent(ShowEvent, null, [], null);

    private void ShowUnread()
    {
        foreach (PSEventSubscriber subscriber in _events.GetEventSubscribers(PSEngineEvent.OnIdle))
        {
            if (ReferenceEquals(subscriber.HandlerDelegate?.Target, this))
            {
                _events.UnsubscribeEvent(subscriber);
            }
        }
        Volatile.Write(ref _subscribed, 0);
        HostOutput? output = null;
        foreach (string loop in UnreadRecords.LoopNames())
        {
            foreach (object record in UnreadRecords.Read(loop, keep: false, out _))
            {
                output ??= Clear();
                output.Write(OutputRecord.From(record));
            }
        }
        if (output is not null)
        {
            output.EndLine();
            _drawPrompt.Invoke();
        }
    }

    private HostOutput Clear()
    {
        _host.UI.Write("\r\u001b[K");
        return new HostOutput(_host);
    }
}
