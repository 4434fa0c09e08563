using PyAsync.CPython;
using PyAsync.Interpreters;
using PyAsync.Loops;

namespace PyAsync.Calls;

/// <summary>Who says something just now, on the calling thread: the task that runs, else the thread. With the GIL held.</summary>
internal readonly ref struct Speaker
{
    private readonly PyBorrowed _task;

    private readonly object? _item;

    private Speaker(PyBorrowed task, CallOrigin? origin, object? item, PyEventLoop? loop)
    {
        _task = task;
        _item = item;
        Origin = origin;
        Loop = loop;
    }

    /// <summary>On whose behalf; null where nobody told.</summary>
    public CallOrigin? Origin { get; }

    /// <summary>The loop whose thread this is, or else one that the origin's awaits run on.</summary>
    public PyEventLoop? Loop { get; }

    /// <summary>Whether it stands for nobody, as it was not asked yet.</summary>
    public bool IsNobody => _task.IsNull;

    private bool IsTask => _task.Pointer != PyInterpreter.Current.None;

    /// <summary>The calling thread's.</summary>
    /// <param name="task">The task that runs, or None; it outlives this.</param>
    public static Speaker Current(PyBorrowed task)
    {
        (CallOrigin? origin, object? item) = CallMark.Current;
        return new Speaker(task, origin, item, PyEventLoop.Current ?? origin?.AnyLoop);
    }

    /// <summary>The record, with who says it.</summary>
    public T Sign<T>(T record)
        where T : PyRecord => record with { Origin = Origin, Loop = Loop, Task = TaskName(), Input = Input() };

    private string? TaskName()
    {
        if (!IsTask)
        {
            return null;
        }
        // A task of a foreign class may have none.
        using PyOwned name = CApi.CallMethod(_task, new PyBorrowed(PyInterpreter.Current.Names.GetName));
        if (name.IsNull)
        {
            CApi.PyErr_Clear();
            return null;
        }
        return PyText.Str(name);
    }

    // The context tells, also in child tasks and other threads. An await without an origin has no such context: its
    // own task waits in the loop's table, or is just being started.
    private object? Input()
    {
        if (_item is not null || Loop is not { IsCurrent: true } loop)
        {
            return _item;
        }
        if (IsTask)
        {
            foreach (LoopCall waiting in loop.InFlight.Table.Waiting(_task.Pointer))
            {
                return (waiting as PyCall)?.Item;
            }
        }
        return (loop.Inbox.Current as PyCall)?.Item;
    }
}
