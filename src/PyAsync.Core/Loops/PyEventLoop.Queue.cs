using System;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;
using PyAsync.Calls;
using PyAsync.CPython;
using PyAsync.Interpreters;
using PyAsync.Objects;

namespace PyAsync.Loops;

// Work into the loop: posted by any thread, drained on the loop's thread in one callback.
public sealed partial class PyEventLoop
{
    // So many items are started before asyncio gets its turn; a burst of any size cannot starve running tasks.
    private const int DrainLimit = 1024;

    // So many awaits may wait before whoever posts more lets the loop get on, and so often it looks whether it has.
    private const int PaceDepth = 1024;
    private const int PaceYields = 4;

    private static readonly NativeFunction s_drain = NativeFunction.NoArguments("drain", Drain, PyErrors.Set);

    private static readonly NativeFunction s_wake = NativeFunction.NoArguments("wake", WakeNested, PyErrors.Set);
    private static readonly NativeFunction s_slowest = NativeFunction.NoArguments("slowest", TellSlowest, PyErrors.Set);

    private readonly WorkQueue _queue = new();

    // In asyncio's debug mode: what took longest of what the last drain ran, and how long.
    private bool _isDebug;
    private LoopWork? _slowest;
    private long _slowestTicks;

    // 1: a drain is coming or going on, so whoever posts need not wake the loop. 0: the loop may be asleep.
    private int _drainIsComing;

    // What was taken from the queue: what is not started yet, oldest first; how many awaits were taken with it; and what
    // is being started. The loop's thread; another one looks only to count, or when it gives that thread up.
    private LoopWork? _rest;
    private int _taken;
    private LoopWork? _current;

    // What _startedCalls was when the loop was last waited for in vain.
    private long _stuckAt = -1;

    /// <summary>Gives the loop something to do. Any thread; never waits.</summary>
    /// <exception cref="LoopStoppedException">The loop is stopping or has stopped.</exception>
    public void Post(LoopWork work)
    {
        ArgumentNullException.ThrowIfNull(work);
        if (!TryPost(work))
        {
            throw new LoopStoppedException(Name);
        }
    }

    /// <summary>Like <see cref="Post"/>, but false where the loop takes no work any more.</summary>
    public bool TryPost(LoopWork work)
    {
        if (Volatile.Read(ref _state) != (int)PyEventLoopState.Running)
        {
            return false;
        }
        return Push(work);
    }

    // Also while the loop is stopping: cancellations and the stop itself come this way.
    private bool Push(LoopWork work)
    {
        if (!_queue.TryPush(work, out _))
        {
            return false;
        }
        // The push was a full fence, so either this sees the drain's 0 or the drain sees the item.
        if (Volatile.Read(ref _drainIsComing) == 0 && Interlocked.Exchange(ref _drainIsComing, 1) == 0)
        {
            _waker.Wake();
        }
        if (work.Depth > PaceDepth)
        {
            Pace();
        }
        return true;
    }

    // Whoever is that far ahead gives up the processor for a moment, until the loop has started one more: a million calls
    // that wait in the queue cost more to carry from generation to generation than to run. A loop that does not get on is
    // waited for only once.
    private void Pace()
    {
        long seen = Volatile.Read(ref _startedCalls);
        if (seen == Volatile.Read(ref _stuckAt) || IsCurrent)
        {
            return;
        }
        for (int i = 0; i < PaceYields; i++)
        {
            Thread.Yield();
            if (Volatile.Read(ref _startedCalls) != seen)
            {
                return;
            }
        }
        Volatile.Write(ref _stuckAt, seen);
    }

    /// <summary>Leaves work that can wait for the loop's next occasion: it wakes nobody. False once the loop has closed. Any thread.</summary>
    internal bool TryLeave(LoopWork work) => State is not (PyEventLoopState.Stopped or PyEventLoopState.Starting) && _queue.TryPush(work, out _);

    /// <summary>Posts although the loop may be stopping; false once it has closed, and where it stops before it can be woken.</summary>
    internal bool TryPostInternal(LoopWork work) => State switch
    {
        PyEventLoopState.Running => Push(work),
        // A loop that was stopped while it starts may have no waker yet, and never get one.
        PyEventLoopState.Stopping => _waker is not null && Push(work),
        _ => false,
    };

    private static PyOwned Drain(PyBorrowed self, PyBorrowed unused)
    {
        PyEventLoop loop = Unsafe.As<PyEventLoop>(GCHandle.FromIntPtr(CApi.PyLong_AsVoidPtr(self)).Target!);
        loop.DrainQueue();
        return loop.Interpreter.NoneRef.Own();
    }

    // The loop runs inside one of its own callbacks, which may be a drain: what comes now waits for no other.
    private static PyOwned WakeNested(PyBorrowed self, PyBorrowed unused)
    {
        PyEventLoop loop = Unsafe.As<PyEventLoop>(GCHandle.FromIntPtr(CApi.PyLong_AsVoidPtr(self)).Target!);
        loop._waker.Wake();
        return loop.Interpreter.NoneRef.Own();
    }

    private static PyOwned TellSlowest(PyBorrowed self, PyBorrowed unused)
    {
        PyEventLoop loop = Unsafe.As<PyEventLoop>(GCHandle.FromIntPtr(CApi.PyLong_AsVoidPtr(self)).Target!);
        return PyText.ToPython(loop._slowest is PyCall call ? $"the call of {call.Target.Label}" : "PyAsync's own work").OrThrow();
    }

    private void DrainQueue()
    {
        _slowest = null;
        _slowestTicks = 0;
        _waker.Acknowledge();
        RunQueue();
    }

    // Runs what is queued, and what comes while this lingers. Whoever calls has set _drainIsComing.
    private void RunQueue()
    {
        bool whole = false;
        try
        {
            RunItems();
            whole = true;
        }
        finally
        {
            if (!whole)
            {
                // The flag is still 1: what is left runs in the drain that comes of this.
                _current = null;
                _waker.Wake();
            }
        }
    }

    private void RunItems()
    {
        DrainReleases();
        ReadTaskFactory();
        int left = DrainLimit;
        long stayUntil = 0;
        _rest ??= _queue.TakeAll(out _taken);
        if (_rest is not null)
        {
            NoteArrival();
        }
        while (true)
        {
            while (_rest is { } work)
            {
                if (left-- == 0)
                {
                    // The flag stays 1: this very wake-up is the drain that is coming.
                    _current = null;
                    _waker.Wake();
                    return;
                }
                _rest = work.NextWork;
                work.NextWork = null;
                _current = work;
                if (_isDebug)
                {
                    ExecuteTimed(work);
                }
                else
                {
                    ExecuteQuietly(work);
                }
            }
            _current = null;
            _rest = _queue.TakeAll(out _taken);
            if (_rest is not null)
            {
                continue;
            }
            long now = _idleSince = Stopwatch.GetTimestamp();
            if (MayLinger())
            {
                stayUntil = stayUntil == 0 ? now + s_longestStay : stayUntil;
                if (now >= stayUntil)
                {
                    // Not out of work, only out of time: asyncio gets its turn, and then this goes on.
                    _waker.Wake();
                    return;
                }
                if (Linger())
                {
                    NoteArrival();
                    DrainReleases();
                    ReadTaskFactory();
                    _rest = _queue.TakeAll(out _taken);
                    continue;
                }
            }
            Volatile.Write(ref _drainIsComing, 0);
            Interlocked.MemoryBarrier();
            if (_queue.IsEmpty || Interlocked.Exchange(ref _drainIsComing, 1) != 0)
            {
                return;
            }
        }
    }

    private void ExecuteTimed(LoopWork work)
    {
        long start = Stopwatch.GetTimestamp();
        ExecuteQuietly(work);
        long ticks = Stopwatch.GetTimestamp() - start;
        if (ticks > _slowestTicks)
        {
            _slowestTicks = ticks;
            _slowest = work;
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "One item's failure must not lose the others.")]
    private void ExecuteQuietly(LoopWork work)
    {
        try
        {
            work.Execute(this);
        }
        catch (PyException error) when (_timeUp.IsCancellationRequested && error.Is("SystemExit"))
        {
            // The stop by force has interrupted this item, which is no mistake of anybody's.
        }
        catch (Exception error)
        {
            ReportUnhandled(error);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "One item's failure must not lose the others.")]
    private void AbandonQuietly(LoopWork work, Exception reason)
    {
        try
        {
            work.Abandon(reason);
        }
        catch (Exception error)
        {
            ReportUnhandled(error);
        }
    }

    private int CountRest() => Volatile.Read(ref _rest) is { } work ? Math.Max(0, _taken - work.Depth + work.Awaits) : 0;

    private void AbandonRest(Exception reason)
    {
        if (Interlocked.Exchange(ref _current, null) is { } current)
        {
            AbandonQuietly(current, reason);
        }
        for (LoopWork? work = Interlocked.Exchange(ref _rest, null); work is not null;)
        {
            LoopWork? next = work.NextWork;
            work.NextWork = null;
            AbandonQuietly(work, reason);
            work = next;
        }
    }
}
