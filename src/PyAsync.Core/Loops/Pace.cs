using System.Threading;

namespace PyAsync.Loops;

/// <summary>
/// Holds back for a moment whoever posts much faster than the loop starts: a million calls that wait in the queue cost more
/// to carry from generation to generation than to run. Any thread.
/// </summary>
internal sealed class Pace(PyEventLoop loop)
{
    // So many awaits may wait before whoever posts more yields the processor, and so often it then looks whether the loop
    // has started one more.
    private const int Depth = 1024;
    private const int Yields = 4;

    // How many calls were started when the loop was last waited for in vain: it is waited for only once.
    private long _stuckAt = -1;

    /// <summary>After a post: yields where that many awaits wait already.</summary>
    public void Keep(int depth)
    {
        if (depth > Depth)
        {
            Wait();
        }
    }

    private void Wait()
    {
        long seen = loop.InFlight.Started;
        if (seen == Volatile.Read(ref _stuckAt) || loop.IsCurrent)
        {
            return;
        }
        for (int i = 0; i < Yields; i++)
        {
            Thread.Yield();
            if (loop.InFlight.Started != seen)
            {
                return;
            }
        }
        Volatile.Write(ref _stuckAt, seen);
    }
}
