using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Threading;

namespace PyAsync.Loops;

/// <summary>The loops of this process by name, shared by all its runspaces. Any thread.</summary>
internal static class LoopRegistry
{
    private static readonly ConcurrentDictionary<string, PyEventLoop> s_loops = new(StringComparer.OrdinalIgnoreCase);

    private static readonly ConcurrentDictionary<string, bool> s_names = new(StringComparer.OrdinalIgnoreCase);

    public static PyEventLoop? Find(string name) => s_loops.TryGetValue(name, out PyEventLoop? loop) ? loop : null;

    public static IReadOnlyList<PyEventLoop> All
    {
        get
        {
            List<PyEventLoop> loops = [.. s_loops.Values];
            loops.Sort((a, b) => string.Compare(a.Name, b.Name, StringComparison.OrdinalIgnoreCase));
            return loops;
        }
    }

    public static bool TryAdd(PyEventLoop loop)
    {
        s_names.TryAdd(loop.Name, true);
        return s_loops.TryAdd(loop.Name, loop);
    }

    /// <summary>Whether a loop of that name was ever started in this process.</summary>
    public static bool HasExisted(string name) => s_names.ContainsKey(name);

    public static void Remove(PyEventLoop loop) => s_loops.TryRemove(new KeyValuePair<string, PyEventLoop>(loop.Name, loop));

    /// <summary>Asks every loop to stop and waits for all of them together. True where all have ended in time.</summary>
    public static bool StopAll(TimeSpan limit)
    {
        long due = Environment.TickCount64 + (long)limit.TotalMilliseconds;
        IReadOnlyList<PyEventLoop> loops = All;
        foreach (PyEventLoop loop in loops)
        {
            // Python code that shields itself from cancellation gets half of the time.
            loop.RequestStop(limit / 2);
        }
        bool all = true;
        foreach (PyEventLoop loop in loops)
        {
            long left = due - Environment.TickCount64;
            all &= left > 0 && loop.WaitForEnd(TimeSpan.FromMilliseconds(left), CancellationToken.None);
        }
        return all;
    }
}
