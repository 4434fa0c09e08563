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
    private static PromptOutput? s_current;

    private readonly PSEventManager _events;
    private readonly PSHost _host;
    private readonly ScriptBlock _show = ScriptBlock.Create("[PyAsync.PowerShell.Pipeline.PromptOutput]::Show()");
    private readonly ScriptBlock _drawPrompt = ScriptBlock.Create("[Microsoft.PowerShell.PSConsoleReadLine]::InvokePrompt($null, [Console]::CursorTop)");
    private int _subscribed;

    private PromptOutput(PSEventManager events, PSHost host)
    {
        _events = events;
        _host = host;
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
        PromptOutput output = new(events, host);
        if (Interlocked.CompareExchange(ref s_current, output, null) is null)
        {
            UnreadRecords.Added += output.Subscribe;
        }
    }

    private void Subscribe()
    {
        if (Interlocked.Exchange(ref _subscribed, 1) == 0)
        {
            _ = _events.SubscribeEvent(null, null, PSEngineEvent.OnIdle, null, _show, supportEvent: true, forwardEvent: false, maxTriggerCount: 1);
        }
    }

    private void ShowUnread()
    {
        Volatile.Write(ref _subscribed, 0);
        _host.UI.Write("\r\u001b[K");
        HostOutput output = new(_host);
        foreach (string loop in UnreadRecords.LoopNames())
        {
            foreach (object record in UnreadRecords.Read(loop, keep: false, out _))
            {
                output.Write(OutputRecord.From(record));
            }
        }
        output.EndLine();
        _drawPrompt.Invoke();
    }
}
