using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using PyAsync.CPython;

namespace PyAsync.Interpreters;

// Where this interpreter runs, and references whose own scheduler has ended, or that never had one.
internal sealed partial class PyInterpreter
{
    private readonly ConcurrentQueue<nint> _orphans = new();
    private readonly object _schedulersGate = new();

    // Never changed, but replaced whole.
    private volatile IPyScheduler[] _schedulers = [];

    /// <summary>What runs this interpreter's Python just now, in the order in which they began. Any thread.</summary>
    public IReadOnlyList<IPyScheduler> Schedulers => _schedulers;

    /// <summary>A scheduler begins to run.</summary>
    public void Add(IPyScheduler scheduler)
    {
        lock (_schedulersGate)
        {
            _schedulers = [.. _schedulers, scheduler];
        }
    }

    /// <summary>A scheduler has ended.</summary>
    public void Remove(IPyScheduler scheduler)
    {
        lock (_schedulersGate)
        {
            _schedulers = Array.FindAll(_schedulers, one => one != scheduler);
        }
    }

    /// <summary>Queues a reference for whichever scheduler runs now or next. Any thread.</summary>
    public void ReleaseLater(nint reference)
    {
        foreach (IPyScheduler scheduler in _schedulers)
        {
            if (scheduler.IsRunning && scheduler.TryRelease(reference))
            {
                return;
            }
        }
        _orphans.Enqueue(reference);
    }

    /// <summary>Releases what waited for a scheduler. On a thread that holds the GIL.</summary>
    public void DrainOrphans()
    {
        while (_orphans.TryDequeue(out nint reference))
        {
            new PyOwned(reference).Dispose();
        }
    }
}
