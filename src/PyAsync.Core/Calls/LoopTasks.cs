using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using PyAsync.Interpreters;
using PyAsync.Loops;

namespace PyAsync.Calls;

/// <summary>The tasks of a loop in sight. Any thread.</summary>
public static class LoopTasks
{
    private static readonly TimeSpan s_answerLimit = TimeSpan.FromSeconds(2);

    /// <summary>The tasks that have not ended, in the order of their numbers. The loop may be silent no longer than <paramref name="limit"/>, which is 2 s where none is given.</summary>
    /// <exception cref="PyAsyncException">The loop did not answer in time, as a coroutine blocks it (<c>LoopBusy</c>); the message names the line.</exception>
    public static IReadOnlyList<PyTaskInfo> GetTasks(this PyEventLoop loop, TimeSpan? limit = null, CancellationToken cancellationToken = default) => loop.GetTasks(null, limit, cancellationToken);

    /// <summary>The tasks of those numbers, as far as they are this loop's, whether they have ended or not.</summary>
    /// <exception cref="PyAsyncException">The loop did not answer in time (<c>LoopBusy</c>).</exception>
    public static IReadOnlyList<PyTaskInfo> GetTasks(this PyEventLoop loop, IReadOnlyCollection<long>? ids, TimeSpan? limit = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(loop);
        TaskListWork work = new(ids, atOnce: loop.IsCurrent);
        if (loop.IsCurrent)
        {
            work.Execute(loop);
            return work.Task.GetAwaiter().GetResult();
        }
        if (!loop.TryPostInternal(work))
        {
            return [];
        }
        TimeSpan longest = limit ?? s_answerLimit;
        Task first = Task.WhenAny(work.Task, loop.Completion);
        // Counted from the last portion: a loop that tells of thousands of tasks beside its other work is not blocked.
        using (GilPause.Begin())
        {
            for (TimeSpan left = longest; !first.Wait(left, cancellationToken);)
            {
                left = longest - work.SinceProgress;
                if (left <= TimeSpan.Zero)
                {
                    throw loop.Busy(longest);
                }
            }
        }
        return work.Task.IsCompleted ? work.Task.GetAwaiter().GetResult() : [];
    }

    /// <summary>Asks the tasks of those numbers to end, as <c>task.cancel()</c> does; never waits. Those that are not this loop's are passed over.</summary>
    public static void CancelTasks(this PyEventLoop loop, IReadOnlyCollection<long> ids)
    {
        ArgumentNullException.ThrowIfNull(loop);
        ArgumentNullException.ThrowIfNull(ids);
        _ = loop.TryPostInternal(new TaskCancelWork(ids));
    }

    /// <summary>Ends with a task's end; null where that is not known.</summary>
    internal static async Task<TaskRecord?> WatchTask(this PyEventLoop loop, long number)
    {
        TaskWatchWork work = new(number);
        if (!loop.TryPostInternal(work))
        {
            return null;
        }
        Task first = await Task.WhenAny(work.Task, loop.Completion).ConfigureAwait(false);
        return first == work.Task ? await work.Task.ConfigureAwait(false) : null;
    }
}
