using System;
using PyAsync.CPython;
using PyAsync.Interpreters;

namespace PyAsync.Calls;

/// <summary>What <c>pyasync._tasks</c> tells of a task.</summary>
internal sealed record TaskRecord(
    nint Task, long Number, string Name, PyTaskState State, string Coroutine, string File, int Line, string Awaiting, TimeSpan Age, string? Error, RecordOwner Owner)
{
    /// <summary>Reads the tuple. The loop's thread; <see cref="Task"/> is an address for comparison only.</summary>
    public static TaskRecord Read(PyBorrowed tuple)
    {
        nint none = PyInterpreter.Current.None;
        PyBorrowed error = Item(tuple, 9);
        return new TaskRecord(
            Item(tuple, 0).Pointer,
            Int(tuple, 1),
            Text(tuple, 2),
            Enum.Parse<PyTaskState>(Text(tuple, 3)),
            Text(tuple, 4),
            Text(tuple, 5),
            (int)Int(tuple, 6),
            Text(tuple, 7),
            TimeSpan.FromSeconds(Seconds(tuple, 8)),
            error.Pointer == none ? null : PyText.FromPython(error),
            new RecordOwner(CallMark.Read(Item(tuple, 10))));
    }

    private static PyBorrowed Item(PyBorrowed tuple, int index) => CApi.PyTuple_GetItem(tuple, index);

    private static string Text(PyBorrowed tuple, int index) => PyText.FromPython(Item(tuple, index));

    private static long Int(PyBorrowed tuple, int index)
    {
        return CApi.PyLong_AsLongLongAndOverflow(Item(tuple, index), out _);
    }

    private static double Seconds(PyBorrowed tuple, int index) => CApi.PyFloat_AsDouble(Item(tuple, index));
}
