using System;
using System.Collections.Generic;
using PyAsync.Loops;

namespace PyAsync.PowerShell.Pipeline;

/// <summary>
/// The commands that wait for tasks which another command has started. What such a task says after that command has ended
/// goes to who waits on its loop, the latest first. Any thread.
/// </summary>
internal static class TaskWaits
{
    private static readonly List<Entry> s_entries = [];

    /// <summary>A command waits for tasks of loops, until the result is disposed.</summary>
    public static IDisposable Enter(IReadOnlySet<PyEventLoop> loops, Pump pump)
    {
        Entry entry = new(loops, pump);
        lock (s_entries)
        {
            s_entries.Add(entry);
        }
        return entry;
    }

    /// <summary>Gives a record of a task on a loop to who waits there; false where nobody does.</summary>
    public static bool TryGive(PyEventLoop loop, object record)
    {
        lock (s_entries)
        {
            for (int i = s_entries.Count - 1; i >= 0; i--)
            {
                if (s_entries[i].Loops.Contains(loop) && s_entries[i].Pump.TryPush(new RecordItem(record)))
                {
                    return true;
                }
            }
        }
        return false;
    }

    private sealed record Entry(IReadOnlySet<PyEventLoop> Loops, Pump Pump) : IDisposable
    {
        public void Dispose()
        {
            lock (s_entries)
            {
                s_entries.Remove(this);
            }
        }
    }
}
