using System;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using PyAsync.Loops;

namespace PyAsync.Calls;

/// <summary>
/// An asyncio task as it was when it was listed; <see cref="WaitAsync"/> brings it up to date with the task's end.
/// It keeps neither the task nor its result alive, but the item of the pipeline that the task was started for. Any thread.
/// </summary>
public sealed class PyTaskInfo
{
    private readonly long _startTick;

    internal PyTaskInfo(PyEventLoop loop, TaskRecord record, PyCall? call, long startTick)
    {
        Loop = loop;
        Id = record.Number;
        Name = record.Name;
        Coroutine = record.Coroutine;
        IsStartKnown = startTick != 0;
        _startTick = startTick != 0 ? startTick : Environment.TickCount64 - (long)record.Age.TotalMilliseconds;
        Origin = call?.Origin;
        Owner = call is null ? record.Owner : new RecordOwner(call.Origin, call.HasItem ? call.Item : null);
        Take(record);
    }

    /// <summary>The task's number, which it keeps: unique in the process.</summary>
    public long Id { get; }

    /// <summary>The task's name, such as <c>Task-12</c>, or what <c>set_name</c> gave it.</summary>
    public string Name { get; }

    /// <summary>Where it is in its life.</summary>
    public PyTaskState State { get; private set; }

    /// <summary>The qualified name of the coroutine function that it runs.</summary>
    public string Coroutine { get; }

    /// <summary>The file of the innermost frame of the user's code that is suspended, as Python names it; null where there is none.</summary>
    public string? File { get; private set; }

    /// <summary>The line in <see cref="File"/>, from 1; 0 where there is none.</summary>
    public int Line { get; private set; }

    /// <summary>What the innermost frame of all awaits or runs, such as <c>sleep</c>, <c>Queue.get</c> or another task's name; null where it is the coroutine itself.</summary>
    public string? Awaiting { get; private set; }

    /// <summary>How long it has been running, or ran: at least this long where <see cref="IsStartKnown"/> is false.</summary>
    public TimeSpan RunningTime { get; private set; }

    /// <summary>
    /// Whether the time of the start is known: it is for what the host started. Of a task that Python code created,
    /// only the time since it was first listed is.
    /// </summary>
    public bool IsStartKnown { get; }

    /// <summary>The command that started it, with script and line where it was in a script; null where Python code did.</summary>
    public string? Command => Origin?.ToString() is { Length: > 0 } text ? text : null;

    /// <summary>The name of the job that it belongs to; null where it belongs to none.</summary>
    public string? Job => Origin?.Job;

    /// <summary>Who started it; null where Python code did, or nobody told.</summary>
    public CallOrigin? Origin { get; }

    /// <summary>On whose behalf it and its child tasks say something.</summary>
    internal RecordOwner Owner { get; }

    /// <summary>The exception that it ended with, as type and message; null without.</summary>
    public string? Error { get; private set; }

    /// <summary>The loop that it runs on.</summary>
    public PyEventLoop Loop { get; }

    /// <summary><see cref="RunningTime"/> for a table: <c>0:00:12.3</c>, behind a <c>&gt;</c> where it is at least that.</summary>
    public string RunningText =>
        (IsStartKnown ? "" : ">") + string.Create(CultureInfo.InvariantCulture, $"{(long)RunningTime.TotalHours}:{RunningTime.Minutes:00}:{RunningTime.Seconds:00}.{RunningTime.Milliseconds / 100}");

    /// <summary>Where it is suspended, for a table: the file without its folder, and the line.</summary>
    public string Place => File is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{System.IO.Path.GetFileName(File)}:{Line}");

    /// <summary>Whether it has ended, as far as this object knows.</summary>
    public bool HasEnded => State is not (PyTaskState.Pending or PyTaskState.Cancelling);

    /// <summary>Asks the task to end, as <c>task.cancel()</c> does; never waits.</summary>
    public void Cancel() => Loop.CancelTasks([Id]);

    /// <summary>Ends when the task has; this object then tells how. Cancelling the token ends only the waiting.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken = default)
    {
        if (HasEnded)
        {
            return;
        }
        TaskRecord? record = await Loop.WatchTask(Id).WaitAsync(cancellationToken).ConfigureAwait(false);
        if (record is { } known)
        {
            Take(known);
        }
        else
        {
            State = PyTaskState.Gone;
        }
    }

    /// <summary>The number, name and state.</summary>
    public override string ToString() => $"{Id} {Name} ({State})";

    private void Take(TaskRecord record)
    {
        RunningTime = TimeSpan.FromMilliseconds(Math.Max(0, Environment.TickCount64 - _startTick));
        State = record.State;
        File = record.File.Length == 0 ? null : record.File;
        Line = record.Line;
        Awaiting = record.Awaiting.Length == 0 ? null : record.Awaiting;
        Error = record.Error;
    }
}
