using System;
using System.Collections.Generic;
using System.Threading;
using PyAsync.Calls;

namespace PyAsync.PowerShell.Pipeline;

/// <summary>
/// Cancels a command's awaits when their time is up, whatever the pipeline's thread does meanwhile: it may be in the
/// command upstream. Any thread.
/// </summary>
internal sealed class Deadlines : IDisposable
{
    private readonly InFlightList _calls;
    private readonly long _limit;
    private readonly Timer _timer;
    private int _armed;

    /// <summary>Makes it for awaits that may take so long.</summary>
    public Deadlines(InFlightList calls, TimeSpan limit)
    {
        _calls = calls;
        _limit = (long)Math.Ceiling(limit.TotalMilliseconds);
        _timer = new Timer(static self => ((Deadlines)self!).CancelDue(), this, Timeout.Infinite, Timeout.Infinite);
    }

    /// <summary>When an await that begins now is due.</summary>
    public long FromNow => Environment.TickCount64 + _limit;

    /// <summary>An await was added to the list.</summary>
    public void Watch()
    {
        if (Interlocked.Exchange(ref _armed, 1) == 0)
        {
            Arm(_limit);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void CancelDue()
    {
        Volatile.Write(ref _armed, 0);
        List<PipelineCall> due = [];
        long next = _calls.TakeDue(due);
        if (next != long.MaxValue)
        {
            // No await in the list is due earlier, so this overrules whoever has armed the timer meanwhile.
            Volatile.Write(ref _armed, 1);
            Arm(next - Environment.TickCount64);
        }
        foreach (PipelineCall call in due)
        {
            call.Cancel(call.Target.Loop, PyCancelReason.Timeout);
        }
    }

    private void Arm(long milliseconds)
    {
        try
        {
            _timer.Change(Math.Clamp(milliseconds, 0, int.MaxValue), Timeout.Infinite);
        }
        catch (ObjectDisposedException)
        {
            // The command has ended, and with it its awaits.
        }
    }
}
