using System;
using System.Diagnostics;
using System.Threading;
using PyAsync.CPython;
using PyAsync.Interpreters;

namespace PyAsync.Loops;

/// <summary>
/// Waits a moment for the next item before the loop goes back to sleep: a caller that submits one await after another
/// then pays neither for waking the loop nor for asyncio's selector. The loop's thread.
/// </summary>
/// <param name="ready">What asyncio runs next. Loops whose queue cannot be seen never wait, as they might starve what is ready.</param>
/// <param name="queue">Where the next item comes in.</param>
internal sealed class IdleSpin(ReadyQueue ready, TakeAllStack<LoopWork> queue)
{
    // A caller that fell asleep once takes this long to come back.
    private static readonly long s_shortest = Microseconds(30);

    // The longest wait for one item, and the longest gap between items that is taken for one caller's rhythm.
    private static readonly long s_longest = Microseconds(100);
    private static readonly long s_longestGap = Microseconds(200);

    // So long at most asyncio's own iteration (I/O, timers) is put off by items that come one after another.
    private static readonly long s_longestStay = Microseconds(200);

    // On one core the caller cannot go on while this waits.
    private static readonly bool s_isUseful = Environment.ProcessorCount > 1;

    private long _idleSince;
    private long _usualGap = long.MaxValue / 8;

    // Waits that were in vain cost more each time: so many of the next occasions are passed over.
    private int _passOver;
    private int _nextPassOver = 1;

    /// <summary>Whether asyncio has nothing to run, and the next item is likely to come at once.</summary>
    public bool IsPromising => s_isUseful && ready.IsKnown && _usualGap < s_longestGap && ready.IsEmpty;

    /// <summary>The queue is empty. Gives the time of it.</summary>
    public long NoteIdle() => _idleSince = Stopwatch.GetTimestamp();

    /// <summary>How long one drain may go on by waiting, from the first time that it was idle.</summary>
    public static long StayUntil(long idleSince) => idleSince + s_longestStay;

    /// <summary>Work has come: takes note of how long the loop was idle before.</summary>
    public void NoteArrival()
    {
        if (_idleSince == 0)
        {
            return;
        }
        long gap = Math.Min(Stopwatch.GetTimestamp() - _idleSince, 8 * s_longestGap);
        _usualGap = _usualGap > 8 * s_longestGap ? gap : ((3 * _usualGap) + gap) / 4;
        _idleSince = 0;
    }

    /// <summary>
    /// Waits a moment for the next item, without the GIL. False where none has come, or asyncio got something to run.
    /// </summary>
    public bool Wait()
    {
        if (_passOver > 0)
        {
            _passOver--;
            return false;
        }
        long due = Stopwatch.GetTimestamp() + Math.Clamp(2 * _usualGap, s_shortest, s_longest);
        nint state = CApi.PyEval_SaveThread();
        bool came;
        while (!(came = !queue.IsEmpty) && Stopwatch.GetTimestamp() < due && ready.IsEmpty)
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

    private static long Microseconds(long count) => count * Stopwatch.Frequency / 1_000_000;
}
