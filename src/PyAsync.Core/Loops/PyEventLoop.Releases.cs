using System.Collections.Concurrent;
using System.Threading;
using PyAsync.CPython;

namespace PyAsync.Loops;

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
            _ = TryPostInternal(new ReleaseWork());
        }
        // The exchange was a full fence: either this sees that the loop has ended, or the end sees the reference.
        if (State is PyEventLoopState.Stopped)
        {
            HandOverReleases();
        }
        return true;
    }

    // What came after the loop's last drain is for another loop. Any thread, once the state is Stopped.
    private void HandOverReleases()
    {
        while (_releases.TryDequeue(out nint reference))
        {
            Interpreter.ReleaseLater(reference);
        }
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

    // Wakes the loop, and where it is awake releases by itself: a drain that goes on has looked for releases before.
    private sealed class ReleaseWork : LoopWork
    {
        protected internal override void Execute(PyEventLoop loop) => loop.DrainReleases();

        protected internal override void Abandon(System.Exception reason)
        {
            // The loop is closing, and drains them then.
        }
    }
}
