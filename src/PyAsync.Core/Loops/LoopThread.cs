using System;
using System.Diagnostics.CodeAnalysis;
using PyAsync.Interpreters;

namespace PyAsync.Loops;

/// <summary>The loop's own thread: all that happens on it from the loop's start to its end.</summary>
internal sealed class LoopThread(PyEventLoop loop, LoopLife life)
{
    /// <summary>Begins on the thread that Python's main one is where it is free, else on a new one. Any thread; does not wait.</summary>
    public void Start() =>
        PyThread.Start(loop.Runtime, $"Python loop {loop.Name}", wantsMain: true, Body);

    private void Body(PyThread thread)
    {
        thread.Attach(loop.Runtime);
        loop.EnterThread(thread);
        Exception? failure = null;
        try
        {
            failure = Live();
            Close();
        }
        finally
        {
            PyEventLoop.LeaveThread();
            thread.Detach();
            loop.Ending.Finish(failure);
        }
    }

    // Gives what kept the loop from running; null where it ran.
    [SuppressMessage("Design", "CA1031", Justification = "The thread's outermost frame: every failure is handed to who waits for it.")]
    private Exception? Live()
    {
        try
        {
            loop.Open();
        }
        catch (Exception error)
        {
            return life.State is PyEventLoopState.Starting ? error : LoopStoppedException.WhileStarting(loop.Name, error);
        }
        if (life.TryRun())
        {
            loop.Interpreter.Add(loop);
            life.AnnounceStart();
            Attempt(loop.Asyncio.Run);
            return null;
        }
        // A stop came first, or this thread was abandoned. The loop ends in order, as the factory may have made tasks.
        if (Attempt(() => new StopWork(life.StopTimeout).Execute(loop)))
        {
            Attempt(loop.Asyncio.Run);
        }
        return LoopStoppedException.WhileStarting(loop.Name);
    }

    private void Close()
    {
        loop.Ending.BeginClosing();
        // An error may have ended it, without a request.
        _ = life.TryStop(TimeSpan.Zero);
        loop.Ending.AbandonWork();
        Attempt(loop.AnnounceClosing);
        Attempt(loop.Releases.Drain);
        Attempt(loop.Asyncio.Close);
        loop.Inbox.Close();
        loop.InFlight.Close();
        loop.Starter.Close();
        loop.Ready.Close();
        loop.Asyncio.Release();
    }

    [SuppressMessage("Design", "CA1031", Justification = "Each step of the end is taken even where one before it failed.")]
    private bool Attempt(Action step)
    {
        try
        {
            step();
            return true;
        }
        catch (Exception error)
        {
            loop.Errors.Report(error);
            return false;
        }
    }
}
