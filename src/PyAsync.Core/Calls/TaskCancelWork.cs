using System.Collections.Generic;
using PyAsync.CPython;
using PyAsync.Interpreters;
using PyAsync.Loops;

namespace PyAsync.Calls;

/// <summary>Cancels tasks by number; the answer is how many there were.</summary>
internal sealed class TaskCancelWork(IReadOnlyCollection<long> numbers) : TaskWork<int>
{
    protected override int WhenAbandoned => 0;

    protected override void Ask(PyEventLoop loop)
    {
        using PyOwned function = Function("find_tasks"u8);
        using PyOwned wanted = Numbers(numbers);
        using PyOwned tasks = CApi.Call(function, new PyBorrowed(loop.LoopObject), wanted).OrThrow();
        int count = (int)CApi.PyList_Size(tasks);
        for (int i = 0; i < count; i++)
        {
            PyBorrowed task = CApi.PyList_GetItem(tasks, i);
            // So its waiters learn that it was asked to end, and do not take it for Python's own doing.
            foreach (LoopCall call in loop.InFlight.Table.Waiting(task.Pointer))
            {
                _ = (call as PyCall)?.NoteCancel(PyCancelReason.Requested);
            }
            CApi.CallMethod(task, new PyBorrowed(loop.Interpreter.Names.Cancel)).OrThrow().Dispose();
        }
        Answer(count);
    }
}
