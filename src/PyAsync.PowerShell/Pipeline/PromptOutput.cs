using System;
using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Threading;
using PyAsync.Loops;

namespace PyAsync.PowerShell.Pipeline;

/// <summary>
/// Shows a person at the prompt what is said while no command waits: above the prompt, as soon as nothing is typed there.
/// PSReadLine raises <c>PowerShell.OnIdle</c> then, for as long as somebody has subscribed, which this does only while
/// something lies there.
/// </summary>
internal sealed class PromptOutput
{
    private static PromptOutput? s_current;

    private readonly PSEventManager _events;
    private readonly PSHost _host;
    private readonly ScriptBlock _drawPrompt = ScriptBlock.Create("[Microsoft.PowerShell.PSConsoleReadLine]::InvokePrompt($null, [Console]::CursorTop)");
    private int _subscribed;

    private PromptOutput(PSEventManager events, PSHost host)
    {
        _events = events;
        _host = host;
    }

    /// <summary>Begins to show it at the prompt of a host, once. The pipeline's thread.</summary>
    /// <param name="events">The events of the session whose prompt it is.</param>
    /// <param name="host">The session's host: one at a terminal, with PSReadLine.</param>
    public static void Begin(PSEventManager events, PSHost host)
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
            _ = _events.SubscribeEvent(null, null, PSEngineEvent.OnIdle, null, Show, supportEvent: true, forwardEvent: false);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "What fails at the prompt is told there; it must not end the shell's reading.")]
    private void Show(object? sender, PSEventArgs args)
    {
        foreach (PSEventSubscriber subscriber in _events.GetEventSubscribers(PSEngineEvent.OnIdle))
        {
            if (ReferenceEquals(subscriber.HandlerDelegate?.Target, this))
            {
                _events.UnsubscribeEvent(subscriber);
            }
        }
        Volatile.Write(ref _subscribed, 0);
        try
        {
            // In the place of the prompt, which is drawn again below.
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
        catch (Exception error)
        {
            _host.UI.WriteErrorLine($"PyAsync: what Python said cannot be shown: {error.Message}");
        }
    }
}
