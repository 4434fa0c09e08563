using System.Collections.Concurrent;
using PyAsync.CPython;
using PyAsync.Loops;

namespace PyAsync.Interpreters;

// References whose own loop has ended, or that never had one.
internal sealed partial class PyInterpreter
{
    private readonly ConcurrentQueue<nint> _orphans = new();

    /// <summary>Queues a reference for whichever loop of this interpreter runs now or next. Any thread.</summary>
    public void ReleaseLater(nint reference)
    {
        foreach (PyEventLoop loop in LoopRegistry.All)
        {
            if (loop.State is PyEventLoopState.Running && loop.Interpreter == this && loop.TryRelease(reference))
            {
                return;
            }
        }
        _orphans.Enqueue(reference);
    }

    /// <summary>Releases what waited for a loop. On a thread that holds the GIL.</summary>
    public void DrainOrphans()
    {
        while (_orphans.TryDequeue(out nint reference))
        {
            new PyOwned(reference).Dispose();
        }
    }
}
