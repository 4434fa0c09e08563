using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using PyAsync.Calls;
using PyAsync.Interpreters;

namespace PyAsync.Loops;

// The tasks of a loop in sight.
public sealed partial class PyEventLoop
{
    private static readonly TimeSpan s_answerLimit = TimeSpan.FromSeconds(2);

    private Task? _endedTask;

    /// <summary>The tasks that have not ended, in the order of their numbers. The loop may be silent no longer than <paramref name="limit"/>, which is 2 s where none is given.</summary>
    /// <exception cref="PyAsyncException">The loop did not answer in time, as a coroutine blocks it (<c>LoopBusy</c>); the message names the line.</exception>
    public IReadOnlyList<PyTaskInfo> GetTasks(TimeSpan? limit = null, CancellationToken cancellationToken = default) => GetTasks(null, limit, cancellationToken);

    /// <summary>The tasks of those numbers, as far as they are this loop's, whether they have ended or not.</summary>
    /// <exception cref="PyAsyncException">The loop did not answer in time (<c>LoopBusy</c>).</exception>
    public IReadOnlyList<PyTaskInfo> GetTasks(IReadOnlyCollection<long>? ids, TimeSpan? limit = null, CancellationToken cancellationToken = default)
    {
        TaskListWork work = new(ids, atOnce: IsCurrent);
        if (IsCurrent)
        {
            work.Execute(this);
            return work.Task.GetAwaiter().GetResult();
        }
        if (!TryPostInternal(work))
        {
            return [];
        }
        TimeSpan longest = limit ?? s_answerLimit;
        Task first = Task.WhenAny(work.Task, EndedTask());
        // Counted from the last portion: a loop that tells of thousands of tasks beside its other work is not blocked.
        using (GilPause.Begin())
        {
            for (TimeSpan left = longest; !first.Wait(left, cancellationToken);)
            {
                left = longest - work.SinceProgress;
                if (left <= TimeSpan.Zero)
                {
                    throw Busy(longest);
                }
            }
        }
        return work.Task.IsCompleted ? work.Task.GetAwaiter().GetResult() : [];
    }

    /// <summary>Asks the tasks of those numbers to end, as <c>task.cancel()</c> does; never waits. Those that are not this loop's are passed over.</summary>
    public void CancelTasks(IReadOnlyCollection<long> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        _ = TryPostInternal(new TaskCancelWork(ids));
    }

    /// <summary>Ends with a task's end; null where that is not known.</summary>
    internal async Task<TaskRecord?> WatchTask(long number)
    {
        TaskWatchWork work = new(number);
        if (!TryPostInternal(work))
        {
            return null;
        }
        Task first = await Task.WhenAny(work.Task, EndedTask()).ConfigureAwait(false);
        return first == work.Task ? await work.Task.ConfigureAwait(false) : null;
    }

    /// <summary>Says that the loop did not answer in time, and where its thread is.</summary>
    internal PyAsyncException Busy(TimeSpan limit)
    {
        string where = BlockedAt() is { } line ? $" Its thread is at {line}." : "";
        return new PyAsyncException("LoopBusy", $"The Python event loop '{Name}' did not answer within {limit.TotalSeconds:0.#} s, as something blocks it.{where} Await there instead, or move the blocking call to asyncio.to_thread().");
    }

    /// <summary>Waits until the loop has ended. The token ends the waiting.</summary>
    /// <exception cref="PyAsyncException">The loop's own thread asks (<c>WaitOnOwnLoop</c>).</exception>
    public void WaitForEnd(CancellationToken cancellationToken = default)
    {
        RefuseOwnThread("wait for");
        using GilPause pause = GilPause.Begin();
        _ended.Wait(cancellationToken);
    }

    /// <summary>Ends with the loop. One wait for all who ask.</summary>
    internal Task EndedTask()
    {
        if (Volatile.Read(ref _endedTask) is { } there)
        {
            return there;
        }
        TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        if (Interlocked.CompareExchange(ref _endedTask, ended.Task, null) is { } faster)
        {
            return faster;
        }
        ThreadPool.RegisterWaitForSingleObject(_ended.WaitHandle, (_, _) => ended.TrySetResult(), null, Timeout.Infinite, executeOnlyOnce: true);
        return ended.Task;
    }
}
