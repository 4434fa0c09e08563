using PyAsync.CPython;

namespace PyAsync.Loops;

/// <summary>A call in flight, as the loop knows it: work that may have made a task, and then waits for that.</summary>
internal abstract class LoopCall : LoopWork
{
    internal sealed override int Awaits => 1;

    /// <summary>The task or future that it waits for is done. The loop's thread.</summary>
    public abstract void Finish(PyEventLoop loop, PyBorrowed task);
}
