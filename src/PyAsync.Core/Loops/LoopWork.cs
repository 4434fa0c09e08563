using System;

namespace PyAsync.Loops;

/// <summary>
/// One thing for a loop's thread to do. It is its own node in the loop's queue, so posting allocates nothing; an
/// instance may be in a queue once at a time.
/// </summary>
public abstract class LoopWork
{
    internal LoopWork? NextWork;

    /// <summary>How many awaits are queued up to this item, itself included.</summary>
    internal int Depth;

    /// <summary>1 for an await, which counts as pending; 0 for what the loop is asked otherwise.</summary>
    internal virtual int Awaits => 0;

    /// <summary>Does the work. On the loop's thread, with the GIL held. What it throws is reported on the loop's unhandled errors.</summary>
    protected internal abstract void Execute(PyEventLoop loop);

    /// <summary>Says that the loop stopped before the work ran. On any thread, without the GIL.</summary>
    protected internal abstract void Abandon(Exception reason);
}
