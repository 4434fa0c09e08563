using System;
using PyAsync.Interpreters;

namespace PyAsync.Loops;

/// <summary>
/// One thing for a loop's thread to do. It is its own node in the loop's queue, so posting allocates nothing; an
/// instance may be in a queue once at a time.
/// </summary>
internal abstract class LoopWork : IStackItem<LoopWork>
{
    /// <summary>The item behind it; the queue's.</summary>
    internal LoopWork? NextWork { get; set; }

    LoopWork? IStackItem<LoopWork>.Next
    {
        get => NextWork;
        set => NextWork = value;
    }

    /// <summary>How many awaits are queued up to this item, itself included.</summary>
    internal int Depth { get; private set; }

    /// <summary>1 for an await, which counts as pending; 0 for what the loop is asked otherwise.</summary>
    internal virtual int Awaits => 0;

    void IStackItem<LoopWork>.PutOn(LoopWork? below) => Depth = (below?.Depth ?? 0) + Awaits;

    /// <summary>What it is, for asyncio's message about slow callbacks.</summary>
    internal virtual string Label => "PyAsync's own work";

    /// <summary>Does the work. On the loop's thread, with the GIL held. What it throws is reported on the loop's unhandled errors.</summary>
    protected internal abstract void Execute(PyEventLoop loop);

    /// <summary>Says that the loop stopped before the work ran. On any thread, without the GIL.</summary>
    protected internal abstract void Abandon(Exception reason);
}
