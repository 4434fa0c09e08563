using System;
using System.Collections.Generic;
using PyAsync.Calls;
using PyAsync.Loops;

namespace PyAsync.PowerShell.Pipeline;

/// <summary>
/// The awaits of one command, oldest first; linked through the calls themselves. Changed by the pipeline's thread only, which
/// reads it without the lock that <see cref="TakeDue"/> needs on another.
/// </summary>
internal sealed class InFlightList
{
    private readonly object _gate = new();
    private PipelineCall? _last;

    public int Count { get; private set; }

    public PipelineCall? First { get; private set; }

    public void Add(PipelineCall call)
    {
        lock (_gate)
        {
            call.PreviousInFlight = _last;
            if (_last is null)
            {
                First = call;
            }
            else
            {
                _last.NextInFlight = call;
            }
            _last = call;
            Count++;
        }
    }

    public void Remove(PipelineCall call)
    {
        lock (_gate)
        {
            if (call.PreviousInFlight is { } previous)
            {
                previous.NextInFlight = call.NextInFlight;
            }
            else if (First == call)
            {
                First = call.NextInFlight;
            }
            else
            {
                return;
            }
            if (call.NextInFlight is { } next)
            {
                next.PreviousInFlight = call.PreviousInFlight;
            }
            else
            {
                _last = call.PreviousInFlight;
            }
            call.PreviousInFlight = call.NextInFlight = null;
            Count--;
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            First = _last = null;
            Count = 0;
        }
    }

    /// <summary>Asks all of them to end, or the one of that number. The pipeline's thread.</summary>
    public void Cancel(PyEventLoop loop, long index = -1)
    {
        for (PipelineCall? call = First; call is not null; call = call.NextInFlight)
        {
            if (index < 0 || call.Index == index)
            {
                call.Cancel(loop, PyCancelReason.Requested);
            }
        }
    }

    /// <summary>Abandons those that were due by then; gives those of them whose outcome was not known yet. The pipeline's thread.</summary>
    public List<PipelineCall> Abandon(long due)
    {
        List<PipelineCall> abandoned = [];
        // All have the same limit, so they are due in the order in which they began.
        for (PipelineCall? call = First; call is not null && call.Deadline <= due; call = call.NextInFlight)
        {
            if (call.AbandonOutcome())
            {
                abandoned.Add(call);
            }
        }
        return abandoned;
    }

    /// <summary>Finds those whose time is up and that nobody has asked to end. Any thread.</summary>
    /// <returns>When the next one is due, by <see cref="Environment.TickCount64"/>; <see cref="long.MaxValue"/> where none is left.</returns>
    public long TakeDue(List<PipelineCall> due)
    {
        long now = Environment.TickCount64;
        lock (_gate)
        {
            // All have the same limit, so they are due in the order in which they began.
            for (PipelineCall? call = First; call is not null; call = call.NextInFlight)
            {
                if (call.HasEnded || call.CancelReason is not PyCancelReason.None)
                {
                    continue;
                }
                if (call.Deadline > now)
                {
                    return call.Deadline;
                }
                due.Add(call);
            }
        }
        return long.MaxValue;
    }
}
