using System;
using System.Collections.Generic;
using System.Threading;
using PyAsync.CPython;
using PyAsync.Interpreters;

namespace PyAsync.Loops;

/// <summary>
/// How a loop ends, whatever ends it: a stop, a stop that came while it was starting, an error of its own, or a thread that
/// never comes back. Always the same steps: no new work (<see cref="Request"/>), what is in flight learns of it
/// (<see cref="AbandonWork"/>), the loop is there no more (<see cref="Finish"/>). Any thread.
/// </summary>
internal sealed class LoopEnding(PyEventLoop loop, LoopLife life)
{
    private readonly object _gate = new();
    private volatile IReadOnlyList<string> _leftOver = [];
    private bool _isClosing;

    /// <summary>What would not end: the coroutines' names and lines.</summary>
    public IReadOnlyList<string> LeftOver
    {
        get => _leftOver;
        set => _leftOver = value;
    }

    /// <summary>Begins to stop the loop and returns; does nothing where it stops already.</summary>
    public void Request(TimeSpan timeout)
    {
        // The thread of a loop that is starting finds the request when it has made the loop.
        if (life.TryStop(timeout) is PyEventLoopState.Running)
        {
            _ = loop.Inbox.TryPush(new StopWork(timeout));
        }
    }

    /// <summary>
    /// The time is up: raises SystemExit in the loop's thread, which something blocks. Python's main one hears that where it waits;
    /// any other at its next instruction.
    /// </summary>
    public void Interrupt()
    {
        life.EndTime();
        bool isSignalled;
        lock (_gate)
        {
            isSignalled = !_isClosing && loop.PythonThread?.TryForceExit() == true;
        }
        // Python code that does not wait sees a signal of another thread's (until 3.12) only as it takes the GIL again.
        Outside(thread =>
        {
            if (!isSignalled && !Volatile.Read(ref _isClosing))
            {
                thread.Interrupt(new PyBorrowed(loop.Interpreter.Half.ForcedExit));
            }
        });
    }

    /// <summary>The loop closes from here on, which an interruption would leave half done: none comes any more. The loop's thread, with the GIL.</summary>
    public void BeginClosing()
    {
        lock (_gate)
        {
            _isClosing = true;
        }
        loop.Runtime.Interruptions.Withdraw();
    }

    /// <summary>The thread is lost to whatever blocks it; everything else learns that the loop is gone.</summary>
    public void AbandonThread()
    {
        string place = loop.BlockedAt() is { } line ? $" at {line}" : "";
        LeftOver = [.. LeftOver, $"the loop's own thread{place}, which cannot be interrupted there and ends when that returns"];
        AbandonWork();
        Finish(LoopStoppedException.WhileStarting(loop.Name));
        // Should the thread come back after all, it closes its loop and is free for another.
        Outside(_ => loop.Asyncio.StopFromOutside());
    }

    /// <summary>Ends what is queued and what is in flight with the loop's end; the second time does nothing.</summary>
    public void AbandonWork()
    {
        LoopStoppedException reason = new(loop.Name);
        loop.Inbox.Abandon(reason);
        loop.InFlight.Table.Abandon(call => loop.Errors.Abandon(call, reason));
    }

    /// <summary>The loop is there no more.</summary>
    /// <param name="failure">What kept it from running, where it never ran.</param>
    public void Finish(Exception? failure)
    {
        LoopRegistry.Remove(loop);
        // No runtime: the loop has ended before one was found.
        loop.Runtime?.Interpreter.Remove(loop);
        life.MarkStopped();
        loop.Releases.HandOver();
        life.Announce(failure);
    }

    // Nothing happens before the loop has a thread, and after that has ended.
    private void Outside(Action<PyThread> action)
    {
        PyThread? thread = loop.PythonThread;
        _ = thread?.Look<object>((_, _) =>
        {
            action(thread);
            return null;
        });
    }
}
