using PyAsync.CPython;
using PyAsync.Interpreters;
using PyAsync.Loops;

namespace PyAsync.Calls;

/// <summary>Which asyncio task runs on the calling thread. With the GIL held; held for as long as the interpreter lives.</summary>
internal sealed class RunningTask
{
    private readonly nint _currentTask = PythonModule.Get("pyasync._output"u8, "current_task"u8);

    // asyncio's dictionary loop → task; 0 where there is none (3.14). asyncio.current_task() calls getpid() until 3.11, which
    // costs more than the rest of a printed line.
    private readonly nint _tasks;

    /// <summary>Binds what asyncio has.</summary>
    public RunningTask(PyInterpreter interpreter)
    {
        nint tasks = PythonModule.Get("pyasync._output"u8, "tasks_by_loop"u8);
        _tasks = tasks == interpreter.None ? 0 : tasks;
    }

    /// <summary>The task, or None.</summary>
    public PyOwned Get()
    {
        if (_tasks == 0 || PyEventLoop.Current is not { } loop)
        {
            return CApi.Call(new PyBorrowed(_currentTask)).OrThrow();
        }
        PyBorrowed task = CApi.PyDict_GetItemWithError(new PyBorrowed(_tasks), new PyBorrowed(loop.LoopObject));
        if (task.IsNull)
        {
            CApi.PyErr_Clear();
            return HostFunction.None;
        }
        return task.Own();
    }
}
