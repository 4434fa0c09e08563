using System.Collections.Concurrent;
using System.Threading;
using PyAsync.CPython;

namespace PyAsync.Loops;

/// <summary>References that finalizers gave back, until the loop's thread releases them: a finalizer never touches Python.</summary>
internal sealed class LoopReleases(PyEventLoop loop)
{
    private readonly ConcurrentQueue<nint> _references = new();
    private int _isRequested;

    /// <summary>Queues a reference to be released on the loop's thread. Any thread; false where the loop has ended.</summary>
    public bool TryAdd(nint reference)
    {
        if (loop.State is PyEventLoopState.Stopped)
        {
            return false;
        }
        _references.Enqueue(reference);
        if (Interlocked.Exchange(ref _isRequested, 1) == 0)
        {
            _ = loop.TryPostInternal(new Wake(this));
        }
        // The exchange was a full fence: either this sees that the loop has ended, or the end sees the reference.
        if (loop.State is PyEventLoopState.Stopped)
        {
            HandOver();
        }
        return true;
    }

    /// <summary>Gives what came after the loop's last drain to another loop. Any thread, once the loop has ended.</summary>
    public void HandOver()
    {
        while (_references.TryDequeue(out nint reference))
        {
            loop.Interpreter.ReleaseLater(reference);
        }
    }

    /// <summary>Releases what waits. The loop's thread.</summary>
    public void Drain()
    {
        if (Volatile.Read(ref _isRequested) == 0)
        {
            return;
        }
        Volatile.Write(ref _isRequested, 0);
        Interlocked.MemoryBarrier();
        while (_references.TryDequeue(out nint reference))
        {
            new PyOwned(reference).Dispose();
        }
    }

    // Wakes the loop. It also drains, because a drain that runs now may have passed its check for releases.
    private sealed class Wake(LoopReleases releases) : LoopWork
    {
        protected internal override void Execute(PyEventLoop loop) => releases.Drain();

        protected internal override void Abandon(System.Exception reason)
        {
            // The loop is closing, and drains them then.
        }
    }
}
