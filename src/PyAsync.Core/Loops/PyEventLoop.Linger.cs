using System;
using System.Diagnostics;
using System.Threading;
using PyAsync.CPython;
using PyAsync.Interpreters;

namespace PyAsync.Loops;

// Waiting a moment for the next item before going back to sleep: a caller that submits one await after another then
// pays neither for waking the loop nor for asyncio's selector. All of it on the loop's thread.
public sealed partial class PyEventLoop
{
    // A caller that fell asleep once takes this long to come back.
    private static readonly long s_shortestLinger = Microseconds(30);

    // The longest wait for one item, and the longest gap between items that is taken for one caller's rhythm.
    private static readonly long s_longestLinger = Microseconds(50);
    private static readonly long s_longestGap = Microseconds(100);

    // So long at most asyncio's own iteration (I/O, timers) is put off by items that come one after another.
    private static readonly long s_longestStay = Microseconds(200);

    // On one core the caller cannot go on while this waits.
    private static readonly bool s_lingers = Environment.ProcessorCount > 1;

    // What asyncio runs next: BaseEventLoop._ready, a deque, since 3.4. Null on loops that have none to see, such as
    // uvloop's; those never linger, as they might starve what is ready.
    private nint _ready;

    private long _idleSince;
    private long _usualGap = long.MaxValue / 8;

    // Waits that were in vain cost more each time: so many of the next occasions are passed over.
    private int _passOver;
    private int _nextPassOver = 1;

    private static long Microseconds(long count) => count * Stopwatch.Frequency / 1_000_000;

    private void OpenReady()
    {
        using PyOwned ready = CApi.GetAttribute(new PyBorrowed(_loop), "_ready"u8);
        if (ready.IsNull)
        {
            CApi.PyErr_Clear();
            return;
        }
        using PyOwned collections = CApi.Import("collections"u8).OrThrow();
        using PyOwned deque = CApi.GetAttribute(collections, "deque"u8).OrThrow();
        // A deque keeps its length where a tuple does: both are PyVarObjects.
        if (CApi.TypeOf(ready) == deque.Pointer && CApi.LengthInPlace(new PyBorrowed(_callbackKeywords)) == 1)
        {
            _ready = ready.Borrow().Own().Detach();
        }
    }

    /// <summary>After a task has ended: begins what the caller that has waited for it sends next, if it comes at once.</summary>
    internal void LingerAfterCall()
    {
        if (MayLinger() && Volatile.Read(ref _drainIsComing) == 0 && Interlocked.Exchange(ref _drainIsComing, 1) == 0)
        {
            // The callbacks share a context, which cannot be entered twice: where the loop runs inside of what is begun here,
            // they are called in there too.
            bool wasIn = CApi.PyContext_Exit(new PyBorrowed(_emptyContext)) == 0;
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
                    PyErrors.ThrowIfNegative(CApi.PyContext_Enter(new PyBorrowed(_emptyContext)));
                }
            }
        }
    }

    /// <summary>Takes note of how long the loop was idle before work came.</summary>
    private void NoteArrival()
    {
        if (_idleSince == 0)
        {
            return;
        }
        long gap = Math.Min(Stopwatch.GetTimestamp() - _idleSince, 8 * s_longestGap);
        _usualGap = _usualGap > 8 * s_longestGap ? gap : ((3 * _usualGap) + gap) / 4;
        _idleSince = 0;
    }

    /// <summary>Whether asyncio has nothing to run, and the next item is likely to come at once.</summary>
    private bool MayLinger() =>
        s_lingers && _ready != 0 && _usualGap < s_longestGap && CApi.LengthInPlace(new PyBorrowed(_ready)) == 0;

    /// <summary>
    /// Waits a moment for the next item, without the GIL. False where none has come, or asyncio got something to run.
    /// </summary>
    private bool Linger()
    {
        if (_passOver > 0)
        {
            _passOver--;
            return false;
        }
        long due = Stopwatch.GetTimestamp() + Math.Clamp(2 * _usualGap, s_shortestLinger, s_longestLinger);
        PyBorrowed ready = new(_ready);
        nint state = CApi.PyEval_SaveThread();
        bool came;
        while (!(came = !_queue.IsEmpty) && Stopwatch.GetTimestamp() < due && CApi.LengthInPlace(ready) == 0)
        {
            Thread.SpinWait(4);
        }
        CApi.PyEval_RestoreThread(state);
        if (came)
        {
            _nextPassOver = 1;
        }
        else
        {
            // The caller and this thread may share a core just now, where nothing can come while this waits.
            _passOver = _nextPassOver;
            _nextPassOver = Math.Min(2 * _nextPassOver, 64);
        }
        return came;
    }
}
