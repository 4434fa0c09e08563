using System;
using System.Collections.Generic;
using System.Threading;
using PyAsync.CPython;
using PyAsync.Interpreters;
using PyAsync.Loops;

namespace PyAsync.Calls;

/// <summary>Lists tasks: all that have not ended, or those of some numbers.</summary>
internal sealed class TaskListWork(IReadOnlyCollection<long>? numbers, bool atOnce) : TaskWork<IReadOnlyList<PyTaskInfo>>
{
    private readonly List<PyTaskInfo> _tasks = [];
    private long _progress = Environment.TickCount64;

    /// <summary>How long ago the loop last told something. Any thread.</summary>
    public TimeSpan SinceProgress => TimeSpan.FromMilliseconds(Environment.TickCount64 - Volatile.Read(ref _progress));

    protected override IReadOnlyList<PyTaskInfo> WhenAbandoned => [];

    protected override void Ask(PyEventLoop loop)
    {
        // Python holds the tasks until the last is told, so the addresses stay theirs.
        Dictionary<nint, (PyCall? Call, long StartTick)> calls = [];
        foreach ((nint task, LoopCall? call, long startTick) in loop.InFlight.Table.All())
        {
            calls[task] = (call as PyCall, startTick);
        }
        PyOwned Deliver(ReadOnlySpan<nint> arguments, PyBorrowed keywordNames)
        {
            PyBorrowed list = new(arguments[0]);
            nint count = CApi.PyList_Size(list);
            for (nint i = 0; i < count; i++)
            {
                TaskRecord record = TaskRecord.Read(CApi.PyList_GetItem(list, i));
                calls.TryGetValue(record.Task, out (PyCall? Call, long StartTick) started);
                _tasks.Add(new PyTaskInfo(loop, record, started.Call, started.StartTick));
            }
            Volatile.Write(ref _progress, Environment.TickCount64);
            if (arguments[1] == loop.Interpreter.True)
            {
                Answer(_tasks);
            }
            return HostFunction.None;
        }

        using PyOwned function = Function("list_tasks"u8);
        using PyOwned wanted = numbers is null ? loop.Interpreter.NoneRef.Own() : Numbers(numbers);
        using PyOwned deliver = HostFunction.Create(Deliver);
        Span<nint> slotsOfCall = stackalloc nint[5];
        slotsOfCall[1] = loop.LoopObject;
        slotsOfCall[2] = wanted.Pointer;
        slotsOfCall[3] = loop.Interpreter.Bool(atOnce).Pointer;
        slotsOfCall[4] = deliver.Pointer;
        CApi.Vectorcall(function, slotsOfCall, 4).OrThrow().Dispose();
    }
}
