using System.Collections.Generic;
using PyAsync.Native;

namespace PyAsync.Loops;

/// <summary>Cancels tasks by number; the answer is how many there were.</summary>
internal sealed unsafe class TaskCancelWork(IReadOnlyCollection<long> numbers) : TaskWork<int>
{
    protected override int WhenAbandoned => 0;

    protected override void Ask(PyEventLoop loop)
    {
        using PyOwned function = Function("find_tasks"u8);
        using PyOwned wanted = Numbers(numbers);
        using PyOwned tasks = CPython.Call(function, new PyBorrowed(loop.LoopObject), wanted).OrThrow();
        int count = (int)CPython.PyList_Size(tasks);
        for (int i = 0; i < count; i++)
        {
            PyBorrowed task = CPython.PyList_GetItem(tasks, i);
            // So its waiters learn that it was asked to end, and do not take it for Python's own doing.
            loop.Calls.NoteCancel(task.Pointer, PyCancelReason.Requested);
            CPython.CallMethod(task, new PyBorrowed(loop.Interpreter.Names.Cancel)).OrThrow().Dispose();
        }
        Answer(count);
    }
}
