using System;
using PyAsync.CPython;
using PyAsync.Interpreters;
using PyAsync.Loops;

namespace PyAsync.Calls;

/// <summary>What keeps a loop's thread, so that nothing else on it goes on.</summary>
/// <param name="Line">The line, as <c>file:line in function</c>.</param>
/// <param name="Origin">Who started what keeps it; null where that is not known.</param>
internal sealed record LoopBlock(string Line, CallOrigin? Origin)
{
    /// <summary>What keeps a loop's thread just now; null where the loop answers within the limit. Any thread but the loop's own; waits a second longer at most.</summary>
    public static LoopBlock? Find(PyEventLoop loop, TimeSpan limit)
    {
        if (loop.MeasureLag(limit) < limit)
        {
            return null;
        }
        string line = loop.Blocked?.Place ?? loop.BlockedAt() ?? "an unknown line";
        // What is just being started, a function that is no coroutine for example, has no task.
        return new LoopBlock(line, (loop.Inbox.Current as PyCall)?.Origin ?? loop.LookAtThread(FindOrigin));
    }

    private static CallOrigin? FindOrigin(PyEventLoop loop)
    {
        using PyOwned running = CApi.Call(new PyBorrowed(loop.Interpreter.CallFunctions.RunningTask), new PyBorrowed(loop.LoopObject)).OrThrow();
        foreach (LoopCall waiting in loop.InFlight.Table.Waiting(CApi.PyTuple_GetItem(running, 0).Pointer))
        {
            return (waiting as PyCall)?.Origin;
        }
        PyBorrowed mark = CApi.PyTuple_GetItem(running, 1);
        return CallMark.Read(mark).Origin;
    }
}
