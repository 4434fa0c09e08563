using System;
using System.Management.Automation;
using PyAsync.Loops;
using PyAsync.PowerShell.Errors;

namespace PyAsync.PowerShell.Pipeline;

/// <summary>
/// A cmdlet whose pipeline thread works off a <see cref="Pump"/> while awaits are in flight, and which ends them when it
/// is stopped: by Ctrl+C, by a downstream command that has enough, or by an error. All members are for the pipeline's
/// thread unless they say otherwise.
/// </summary>
public abstract class PumpingCmdlet : PyCmdlet, IDisposable
{
    // Python's finally blocks have this long after a stop; then the prompt comes back whatever Python does.
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(1.5);

    private readonly InFlightList _inFlight = new();
    private readonly Pump _pump = new();
    private readonly Func<bool> _isStopping;
    private bool _disposed;

    /// <summary>Makes the cmdlet.</summary>
    private protected PumpingCmdlet()
    {
        _isStopping = () => IsStopping;
    }

    /// <summary>How many awaits are in flight.</summary>
    private protected int InFlight => _inFlight.Count;

    /// <summary>How long each await may take; null without a limit.</summary>
    private protected TimeSpan? Limit { get; set; }

    internal Pump Pump => _pump;

    /// <summary>Starts an await.</summary>
    internal void Submit(PyEventLoop loop, PipelineCall call)
    {
        if (Limit is { } limit)
        {
            call.Deadline = Environment.TickCount64 + (long)limit.TotalMilliseconds;
        }
        _inFlight.Add(call);
        if (!loop.TryPost(call))
        {
            _inFlight.Remove(call);
            ThrowTerminatingError(ErrorRecords.From(new LoopStoppedException(loop.Name), loop));
        }
    }

    /// <summary>An await's outcome has come.</summary>
    internal void Settle(PipelineCall call) => _inFlight.Remove(call);

    /// <summary>Writes what has come so far; never waits.</summary>
    private protected void PumpReady()
    {
        if (_pump.HasItems)
        {
            Guarded(DeliverAll);
        }
    }

    /// <summary>Writes what comes until no more than so many awaits are in flight.</summary>
    private protected void PumpUntil(int most)
    {
        if (_inFlight.Count > most)
        {
            Guarded(() => WaitUntil(most));
        }
    }

    /// <summary>Runs something that writes; whatever ends it early ends the awaits too.</summary>
    private protected void Guarded(Action action)
    {
        bool whole = false;
        try
        {
            action();
            whole = true;
        }
        finally
        {
            if (!whole)
            {
                EndInFlight();
            }
        }
    }

    private void WaitUntil(int most)
    {
        while (_inFlight.Count > most)
        {
            if (IsStopping)
            {
                throw new PipelineStoppedException();
            }
            if (!_pump.HasItems)
            {
                _pump.Wait(NextDeadline(), _isStopping);
            }
            DeliverAll();
            CancelLate();
        }
    }

    private void DeliverAll()
    {
        for (IPumpItem? item = _pump.TakeAll(); item is not null;)
        {
            IPumpItem? next = item.Next;
            item.Next = null;
            item.Deliver(this);
            item = next;
        }
    }

    /// <inheritdoc/>
    protected override void StopProcessing()
    {
        base.StopProcessing();
        _pump.Wake();
    }

    /// <summary>Cancels what is in flight and gives Python a moment to end it.</summary>
    private void EndInFlight()
    {
        if (_inFlight.Count == 0)
        {
            return;
        }
        PyEventLoop loop = _inFlight.First!.Target.Loop;
        for (PipelineCall? call = _inFlight.First; call is not null; call = call.NextInFlight)
        {
            call.Cancel(call.Target.Loop, PyCancelReason.Requested);
        }
        long due = Environment.TickCount64 + (long)s_grace.TotalMilliseconds;
        while (_inFlight.Count > 0 && Environment.TickCount64 < due)
        {
            for (IPumpItem? item = _pump.TakeAll(); item is not null; item = item.Next)
            {
                if (item is PipelineCall call)
                {
                    _inFlight.Remove(call);
                }
            }
            if (_inFlight.Count > 0)
            {
                _pump.Wait((int)Math.Max(1, due - Environment.TickCount64), static () => false);
            }
        }
        if (_inFlight.Count > 0)
        {
            GiveUp(loop);
        }
    }

    private void GiveUp(PyEventLoop loop)
    {
        int left = _inFlight.Count;
        for (PipelineCall? call = _inFlight.First; call is not null; call = call.NextInFlight)
        {
            call.Forsake();
        }
        _inFlight.Clear();
        string where = loop.BlockedAt() is { } line ? $" Its thread is at {line}." : "";
        // A stopped pipeline takes no record any more, so the host is told.
        Host.UI.WriteWarningLine($"{left} Python await(s) on the loop '{loop.Name}' did not end within {s_grace.TotalSeconds:0.#} s of the cancellation and go on in the background.{where}");
    }

    private int NextDeadline()
    {
        if (Limit is null || _inFlight.First is not { } first)
        {
            return -1;
        }
        return (int)Math.Clamp(first.Deadline - Environment.TickCount64, 0, int.MaxValue);
    }

    // All awaits of a command have the same limit, so the oldest is the first whose time is up.
    private void CancelLate()
    {
        if (Limit is not { } limit)
        {
            return;
        }
        long now = Environment.TickCount64;
        for (PipelineCall? call = _inFlight.First; call is not null && call.Deadline <= now;)
        {
            PipelineCall? next = call.NextInFlight;
            if (call.CancelReason is PyCancelReason.None)
            {
                call.Cancel(call.Target.Loop, PyCancelReason.Timeout);
                call.Deadline = now + (long)s_grace.TotalMilliseconds;
            }
            else if (call.Forsake())
            {
                _inFlight.Remove(call);
                WriteError(ErrorRecords.Timeout(call, limit, loopBlockedAt: call.Target.Loop.BlockedAt() ?? "an unknown line"));
            }
            call = next;
        }
    }

    /// <summary>Frees what the cmdlet holds. Awaits that an exception left in flight are cancelled.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (_disposed)
        {
            return;
        }
        _disposed = true;
        for (PipelineCall? call = _inFlight.First; call is not null; call = call.NextInFlight)
        {
            call.Cancel(call.Target.Loop, PyCancelReason.Requested);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }
}
