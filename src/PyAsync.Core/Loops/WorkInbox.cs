using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;
using PyAsync.CPython;
using PyAsync.Interpreters;

namespace PyAsync.Loops;

/// <summary>
/// Work into a loop: posted by any thread, run on the loop's thread in one callback of asyncio, the drain. A member is for
/// the loop's thread unless it says otherwise.
/// </summary>
internal sealed class WorkInbox
{
    // So many items are started before asyncio gets its turn; a burst of any size cannot starve running tasks.
    private const int DrainLimit = 1024;

    private static readonly NativeFunction s_drain = NativeFunction.NoArguments("drain", Drain, PyErrors.Set);
    private static readonly NativeFunction s_wake = NativeFunction.NoArguments("wake", WakeNested, PyErrors.Set);

    private readonly PyEventLoop _loop;
    private readonly TakeAllStack<LoopWork> _queue = new();
    private readonly Pace _pace;
    private readonly IdleSpin _spin;
    private GCHandle _self;
    private Waker? _waker;

    // 1: a drain is coming or going on, so whoever posts need not wake the loop. 0: the loop may be asleep.
    private int _drainIsComing;

    // Taken from the queue: what is not started yet, oldest first; how many awaits came with it; what is being started now.
    // Other threads read these only to count, or to abandon the loop.
    private LoopWork? _rest;
    private int _taken;
    private LoopWork? _current;

    // In asyncio's debug mode only.
    private SlowestWork? _slowest;

    public WorkInbox(PyEventLoop loop, ReadyQueue ready)
    {
        _loop = loop;
        _pace = new Pace(loop);
        _spin = new IdleSpin(ready, _queue);
    }

    /// <summary>How many awaits wait. Any thread; a moment's value.</summary>
    public int Count
    {
        get
        {
            int rest = Volatile.Read(ref _rest) is { } work ? Math.Max(0, _taken - work.Depth + work.Awaits) : 0;
            return (_queue.Top?.Depth ?? 0) + rest;
        }
    }

    /// <summary>Whether the loop can be woken yet. Any thread.</summary>
    public bool IsOpen => Volatile.Read(ref _waker) is not null;

    /// <summary>Whether the loop was sent something that it has not done yet. Any thread.</summary>
    public bool HasWork => Volatile.Read(ref _drainIsComing) != 0 || !_queue.IsEmpty;

    /// <summary>How the loop is woken.</summary>
    public Waker? Waker => _waker;

    /// <summary>Lets the Python loop call the drain when it is woken.</summary>
    public void Open(PyBorrowed loop, bool mayWatchDescriptor, bool isDebug)
    {
        _slowest = isDebug ? new SlowestWork(_loop) : null;
        _self = GCHandle.Alloc(this);
        using PyOwned self = CApi.PyLong_FromVoidPtr(GCHandle.ToIntPtr(_self)).OrThrow();
        using PyOwned bare = s_drain.Bind(self).OrThrow();
        using PyOwned drain = _slowest is null ? bare.Borrow().Own() : _slowest.Describe(bare);
        Volatile.Write(ref _waker, Waker.Open(_loop.Runtime, loop, drain, mayWatchDescriptor));
        using PyOwned wake = s_wake.Bind(self).OrThrow();
        CApi.Call(new PyBorrowed(_loop.Interpreter.LoopFunctions.TellNestedRuns), loop, wake).OrThrow().Dispose();
    }

    /// <summary>Adds an item and sees that the loop runs it. Any thread; false where the inbox is closed.</summary>
    public bool TryPush(LoopWork work)
    {
        if (!_queue.TryPush(work))
        {
            return false;
        }
        // The push was a full fence, so either this sees the drain's 0 or the drain sees the item.
        if (Volatile.Read(ref _drainIsComing) == 0 && Interlocked.Exchange(ref _drainIsComing, 1) == 0)
        {
            LoopWatchdog.Begin();
            _waker!.Wake();
        }
        _pace.Keep(work.Depth);
        return true;
    }

    /// <summary>Adds an item that can wait for the loop's next occasion: it wakes nobody. Any thread; false where the inbox is closed.</summary>
    public bool TryPushIdle(LoopWork work) => _queue.TryPush(work);

    /// <summary>After a task has ended: begins what the caller that has waited for it sends next, if it comes at once.</summary>
    /// <param name="context">The context that all callbacks share, in which this is called.</param>
    public void DrainAfterCall(PyBorrowed context)
    {
        if (!_spin.IsPromising || Volatile.Read(ref _drainIsComing) != 0 || Interlocked.Exchange(ref _drainIsComing, 1) != 0)
        {
            return;
        }
        // A context cannot be entered twice: where the loop runs inside of what is begun here, callbacks come in there too.
        bool wasIn = CApi.PyContext_Exit(context) == 0;
        if (!wasIn)
        {
            // A future of a foreign class has called back in a context of its own.
            CApi.PyErr_Clear();
        }
        try
        {
            RunQueue();
        }
        finally
        {
            if (wasIn)
            {
                PyErrors.ThrowIfNegative(CApi.PyContext_Enter(context));
            }
        }
    }

    /// <summary>What is being started just now; null for none. Any thread, though only the loop's own sees that it is still true.</summary>
    public LoopWork? Current => Volatile.Read(ref _current);

    /// <summary>Refuses what comes from now on, and abandons what waits and what is being started. Any thread; the second time does nothing.</summary>
    public void Abandon(Exception reason)
    {
        AbandonAll(_queue.Close(), reason);
        if (Interlocked.Exchange(ref _current, null) is { } current)
        {
            _loop.Errors.Abandon(current, reason);
        }
        AbandonAll(Interlocked.Exchange(ref _rest, null), reason);
    }

    /// <summary>Frees what it holds; the Python loop is closed.</summary>
    public void Close()
    {
        _waker?.Dispose();
        _slowest?.Close();
        if (_self.IsAllocated)
        {
            _self.Free();
        }
    }

    private static PyOwned Drain(PyBorrowed self, PyBorrowed unused)
    {
        WorkInbox inbox = Unsafe.As<WorkInbox>(GCHandle.FromIntPtr(CApi.PyLong_AsVoidPtr(self)).Target!);
        inbox._slowest?.Begin();
        inbox._waker!.Acknowledge();
        inbox.RunQueue();
        return inbox._loop.Interpreter.NoneRef.Own();
    }

    // The loop runs inside one of its own callbacks, which may be a drain: what comes now waits for no other.
    private static PyOwned WakeNested(PyBorrowed self, PyBorrowed unused)
    {
        WorkInbox inbox = Unsafe.As<WorkInbox>(GCHandle.FromIntPtr(CApi.PyLong_AsVoidPtr(self)).Target!);
        inbox._waker!.Wake();
        return inbox._loop.Interpreter.NoneRef.Own();
    }

    // Runs what is queued, and what comes while this waits for more. Whoever calls has set _drainIsComing.
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
                _waker!.Wake();
            }
        }
    }

    private void RunItems()
    {
        _loop.Releases.Drain();
        _loop.Starter.ReadFactory();
        int left = DrainLimit;
        long stayUntil = 0;
        if (_rest is null)
        {
            TakeAll();
        }
        if (_rest is not null)
        {
            _spin.NoteArrival();
        }
        while (true)
        {
            while (_rest is { } work)
            {
                if (left-- == 0)
                {
                    // The flag stays 1: this very wake-up is the drain that is coming.
                    _current = null;
                    _waker!.Wake();
                    return;
                }
                _rest = work.NextWork;
                work.NextWork = null;
                _current = work;
                if (_slowest is null)
                {
                    _loop.Errors.Execute(work);
                }
                else
                {
                    _slowest.Execute(work);
                }
            }
            _current = null;
            if (TakeAll())
            {
                continue;
            }
            long now = _spin.NoteIdle();
            if (_spin.IsPromising)
            {
                stayUntil = stayUntil == 0 ? IdleSpin.StayUntil(now) : stayUntil;
                if (now >= stayUntil)
                {
                    // Not out of work, only out of time: asyncio gets its turn, and then this goes on.
                    _waker!.Wake();
                    return;
                }
                if (_spin.Wait())
                {
                    _spin.NoteArrival();
                    _loop.Releases.Drain();
                    _loop.Starter.ReadFactory();
                    TakeAll();
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

    private bool TakeAll()
    {
        // Before anything else is taken, the newest item's depth is how many awaits there are.
        LoopWork? oldest = _queue.TakeAll(out LoopWork? newest);
        _taken = newest?.Depth ?? 0;
        _rest = oldest;
        return oldest is not null;
    }

    private void AbandonAll(LoopWork? oldest, Exception reason)
    {
        for (LoopWork? work = oldest; work is not null;)
        {
            LoopWork? next = work.NextWork;
            work.NextWork = null;
            _loop.Errors.Abandon(work, reason);
            work = next;
        }
    }
}
