using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using PyAsync.Interpreters;

namespace PyAsync.Loops;

/// <summary>The stop of a loop that goes on while others are stopped, so that many take no longer than the slowest. Any thread.</summary>
internal sealed class LoopStop
{
    private readonly Task _task;

    private LoopStop(PyEventLoop loop, Task task)
    {
        Loop = loop;
        _task = task;
    }

    /// <summary>The loop.</summary>
    public PyEventLoop Loop { get; }

    /// <summary>Why it has not stopped, once it was waited for; null where it has.</summary>
    /// <exception cref="AggregateException">It failed in a way that nobody knows.</exception>
    public PyAsyncException? Error => _task.Exception is null ? null : _task.Exception.InnerException as PyAsyncException ?? throw _task.Exception;

    /// <summary>Begins to stop a loop, as <see cref="PyEventLoop.StopAsync"/> does it, and returns.</summary>
    /// <exception cref="PyAsyncException">The loop's own thread asks (<c>WaitOnOwnLoop</c>).</exception>
    public static LoopStop Begin(PyEventLoop loop, TimeSpan timeout, bool force)
    {
        loop.RefuseOwnThread("stop");
        return new LoopStop(loop, loop.StopAsync(timeout, force));
    }

    /// <summary>Waits until all have ended, or failed to in their time. The token ends the waiting, and not the stops.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static void WaitAll(IReadOnlyCollection<LoopStop> stops, CancellationToken cancellationToken = default)
    {
        using GilPause pause = GilPause.Begin();
        // WhenAny never fails, so this throws only for the token.
        Task.WhenAny(Task.WhenAll(stops.Select(stop => stop._task))).Wait(cancellationToken);
    }
}
