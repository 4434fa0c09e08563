using System.Collections.Concurrent;
using System.Threading;
using PyAsync.Loops;
using PyAsync.Native;

namespace PyAsync;

// References that finalizers give back: a finalizer never touches Python.
public sealed partial class PyEventLoop
{
    private readonly ConcurrentQueue<nint> _releases = new();
    private int _releaseRequested;

    /// <summary>Queues a reference to be released on the loop's thread. Any thread; false where the loop has ended.</summary>
    internal bool TryRelease(nint reference)
    {
        if (State is PyEventLoopState.Stopped)
        {
            return false;
        }
        _releases.Enqueue(reference);
        if (Interlocked.Exchange(ref _releaseRequested, 1) == 0)
        {
            // Only to wake it; the drain takes the releases itself.
            _ = TryPostInternal(new Nothing());
        }
        return true;
    }

    private void DrainReleases()
    {
        if (Volatile.Read(ref _releaseRequested) == 0)
        {
            return;
        }
        Volatile.Write(ref _releaseRequested, 0);
        Interlocked.MemoryBarrier();
        while (_releases.TryDequeue(out nint reference))
        {
            new PyOwned(reference).Dispose();
        }
    }

    private sealed class Nothing : LoopWork
    {
        protected internal override void Execute(PyEventLoop loop)
        {
        }

        protected internal override void Abandon(System.Exception reason)
        {
        }
    }
}
