using System.Runtime.CompilerServices;
using System.Threading;
using PyAsync.Interpreters;

namespace PyAsync.Loops;

/// <summary>
/// Notices a blocked loop within a second. One timer for the process, which goes only while some loop has work: awaits in
/// flight, or something that it was sent. A loop that waits for events is not woken. Any thread.
/// </summary>
internal static class LoopWatchdog
{
    // Asked at one look and found without an answer at the next: two of them are less than a second.
    private const int PeriodMilliseconds = 400;

    private static int s_isWatching;
    private static Timer? s_timer;

    /// <summary>Whether some loop had work when that was last looked at.</summary>
    public static bool IsWatching => Volatile.Read(ref s_isWatching) != 0;

    /// <summary>A loop gets work. The push before this was a full fence.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Begin()
    {
        if (Volatile.Read(ref s_isWatching) == 0)
        {
            Start();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Start()
    {
        if (Interlocked.Exchange(ref s_isWatching, 1) == 0)
        {
            (s_timer ??= MakeTimer()).Change(PeriodMilliseconds, Timeout.Infinite);
        }
    }

    private static Timer MakeTimer()
    {
        // It lives as long as the process, and so would what flows with the caller that happens to be the first.
        using AsyncFlowControl? flow = ExecutionContext.IsFlowSuppressed() ? null : ExecutionContext.SuppressFlow();
        return new Timer(static _ => Look());
    }

    private static void Look()
    {
        if (LookAtAll())
        {
            s_timer!.Change(PeriodMilliseconds, Timeout.Infinite);
            return;
        }
        Volatile.Write(ref s_isWatching, 0);
        Interlocked.MemoryBarrier();
        // Either this sees what was pushed meanwhile, or whoever pushed sees the 0.
        if (LookAtAll())
        {
            Start();
        }
    }

    private static bool LookAtAll()
    {
        bool any = false;
        if (!ProcessExit.HasBegun)
        {
            foreach (PyEventLoop loop in LoopRegistry.All)
            {
                any |= loop.Pulse.Look();
            }
        }
        return any;
    }
}
