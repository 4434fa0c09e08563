using System;
using System.Collections.Generic;

namespace PyAsync.Loops;

/// <summary>
/// A loop's thread waits for another loop: in a blocking callback, say. Known while it lasts, so that a circle of such waits,
/// which would stand for ever, is refused where it would close. Any thread.
/// </summary>
internal sealed class LoopWait : IDisposable
{
    private static readonly object s_gate = new();

    // Whose thread waits, and for whom. A loop's thread waits for one at a time.
    private static readonly Dictionary<PyEventLoop, PyEventLoop> s_waits = [];

    private readonly PyEventLoop _waiting;
    private readonly PyEventLoop? _before;

    private LoopWait(PyEventLoop waiting, PyEventLoop? before)
    {
        _waiting = waiting;
        _before = before;
    }

    /// <summary>Notes a wait until the result is disposed; null where no loop's thread waits.</summary>
    /// <param name="waiting">The loop whose thread waits; null where another thread does, on behalf of no loop.</param>
    /// <param name="target">The loop that is waited for.</param>
    /// <param name="what">What is waited for, as in "cannot wait for".</param>
    /// <exception cref="PyAsyncException">The target's thread waits for this one, itself or by way of others (<c>WaitOnOwnLoop</c>).</exception>
    public static LoopWait? Begin(PyEventLoop? waiting, PyEventLoop target, string what)
    {
        if (waiting is null)
        {
            return null;
        }
        lock (s_gate)
        {
            List<string> by = [];
            for (PyEventLoop? loop = target; loop is not null; loop = s_waits.GetValueOrDefault(loop))
            {
                if (loop == waiting)
                {
                    throw Refuse(waiting, what, by);
                }
                by.Add($"'{loop.Name}'");
            }
            s_waits.TryGetValue(waiting, out PyEventLoop? before);
            s_waits[waiting] = target;
            return new LoopWait(waiting, before);
        }
    }

    /// <summary>The wait is over.</summary>
    public void Dispose()
    {
        lock (s_gate)
        {
            if (_before is null)
            {
                s_waits.Remove(_waiting);
            }
            else
            {
                s_waits[_waiting] = _before;
            }
        }
    }

    private static PyAsyncException Refuse(PyEventLoop waiting, string what, List<string> by)
    {
        string own = by.Count == 0 ? "its own loop" : $"the loop {by[0]}, which waits for it ({string.Join(" → ", by)} → '{waiting.Name}')";
        return new PyAsyncException(PyErrorId.WaitOnOwnLoop, $"The thread of the Python event loop '{waiting.Name}' cannot {what} {own}: it would wait for itself for ever. Do it from another thread, or await it in Python.")
        {
            Facts = new Dictionary<string, object?> { ["Loop"] = waiting.Name },
        };
    }
}
