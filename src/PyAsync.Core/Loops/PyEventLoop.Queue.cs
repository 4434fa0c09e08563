using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;
using PyAsync.Loops;
using PyAsync.Native;

namespace PyAsync;

// Work into the loop: posted by any thread, drained on the loop's thread in one callback.
public sealed unsafe partial class PyEventLoop
{
    // So many items are started before asyncio gets its turn; a burst of any size cannot starve running tasks.
    private const int DrainLimit = 1024;

    private static readonly NativeFunction s_drain = NativeFunction.NoArguments("drain", &Drain);

    private readonly WorkQueue _queue = new();

    // 1: a drain is coming or going on, so whoever posts need not wake the loop. 0: the loop may be asleep.
    private int _drainIsComing;

    // What the last drain left over, oldest first. The loop's thread.
    private LoopWork? _rest;

    /// <summary>Whether tasks start within their creation (Python 3.12 and newer).</summary>
    internal bool StartsEagerly { get; private set; }

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
        return true;
    }

    /// <summary>Posts although the loop may be stopping; false once it has closed.</summary>
    internal bool TryPostInternal(LoopWork work) => State is not (PyEventLoopState.Stopped or PyEventLoopState.Starting) && Push(work);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    [SuppressMessage("Design", "CA1031", Justification = "No exception may cross into Python: it becomes a Python error.")]
    private static nint Drain(PyBorrowed self, PyBorrowed unused)
    {
        try
        {
            PyEventLoop loop = Unsafe.As<PyEventLoop>(GCHandle.FromIntPtr(CPython.PyLong_AsVoidPtr(self)).Target!);
            loop.DrainQueue();
            return loop.Interpreter.NoneRef.Own().Detach();
        }
        catch (Exception error)
        {
            PyErrors.Set(error);
            return 0;
        }
    }

    private void DrainQueue()
    {
        _waker.Acknowledge();
        DrainReleases();
        ReadTaskFactory();
        int left = DrainLimit;
        LoopWork? work = _rest;
        _rest = null;
        while (true)
        {
            while (work is not null)
            {
                if (left-- == 0)
                {
                    _rest = work;
                    // The flag stays 1: this very wake-up is the drain that is coming.
                    _waker.Wake();
                    return;
                }
                LoopWork current = work;
                work = current.Next;
                current.Next = null;
                ExecuteQuietly(current);
            }
            work = _queue.TakeAll();
            if (work is not null)
            {
                continue;
            }
            Volatile.Write(ref _drainIsComing, 0);
            Interlocked.MemoryBarrier();
            if (_queue.IsEmpty || Interlocked.Exchange(ref _drainIsComing, 1) != 0)
            {
                return;
            }
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "One item's failure must not lose the others.")]
    private void ExecuteQuietly(LoopWork work)
    {
        try
        {
            work.Execute(this);
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

    private void AbandonRest(Exception reason)
    {
        for (LoopWork? work = _rest; work is not null;)
        {
            LoopWork? next = work.Next;
            work.Next = null;
            AbandonQuietly(work, reason);
            work = next;
        }
        _rest = null;
    }
}
