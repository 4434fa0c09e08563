using System;
using System.Collections.Generic;
using PyAsync.Calls;
using PyAsync.Loops;

namespace PyAsync.PowerShell.Pipeline;

/// <summary>
/// The commands that wait for tasks which another command has started. What such a task, its child tasks and threads say after
/// that command has ended goes to who waits for it, the latest first. Any thread.
/// </summary>
internal static class TaskWaits
{
    private static readonly List<Entry> s_entries = [];

    /// <summary>A command waits for tasks, until the result is disposed.</summary>
    public static IDisposable Enter(IReadOnlyCollection<PyTaskInfo> tasks, Pump pump) => Enter(new TaskEntry(tasks, pump));

    /// <summary>A command waits for all that a loop does, until the result is disposed.</summary>
    public static IDisposable Enter(PyEventLoop loop, Pump pump) => Enter(new LoopEntry(loop, pump));

    /// <summary>Gives a record of a loop to who waits for the task that says it; false where nobody does.</summary>
    public static bool TryGive(PyEventLoop loop, object record)
    {
        lock (s_entries)
        {
            for (int i = s_entries.Count - 1; i >= 0; i--)
            {
                if (s_entries[i].IsAbout(loop, record) && s_entries[i].Pump.TryPush(new RecordItem(record)))
                {
                    return true;
                }
            }
        }
        return false;
    }

    private static Entry Enter(Entry entry)
    {
        lock (s_entries)
        {
            s_entries.Add(entry);
        }
        return entry;
    }

    private abstract class Entry(Pump pump) : IDisposable
    {
        public Pump Pump => pump;

        public abstract bool IsAbout(PyEventLoop loop, object record);

        public void Dispose()
        {
            lock (s_entries)
            {
                s_entries.Remove(this);
            }
        }
    }

    private sealed class LoopEntry(PyEventLoop loop, Pump pump) : Entry(pump)
    {
        public override bool IsAbout(PyEventLoop said, object record) => said == loop;
    }

    private sealed class TaskEntry : Entry
    {
        private readonly HashSet<(PyEventLoop, string)> _names = [];
        private readonly HashSet<(PyEventLoop, RecordOwner)> _owners = [];
        private readonly HashSet<(PyEventLoop, CallOrigin?)> _origins = [];

        public TaskEntry(IReadOnlyCollection<PyTaskInfo> tasks, Pump pump)
            : base(pump)
        {
            foreach (PyTaskInfo task in tasks)
            {
                _names.Add((task.Loop, task.Name));
                _owners.Add((task.Loop, task.Owner));
                _origins.Add((task.Loop, task.Owner.Origin));
            }
        }

        // Which task started a child task is nowhere told, but on whose behalf it runs is, and for which item.
        public override bool IsAbout(PyEventLoop loop, object record) => record switch
        {
            PyRecord said => (said.Task is { } name && _names.Contains((loop, name))) || _owners.Contains((loop, new RecordOwner(said))),
            UnreadItem unread => _origins.Contains((loop, unread.Origin)),
            _ => false,
        };
    }
}
