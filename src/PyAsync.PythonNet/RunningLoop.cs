using PyAsync.CPython;
using PyAsync.Interpreters;
using PyAsync.Loops;

namespace PyAsync.PythonNet;

/// <summary>Which loop what is made on this thread belongs to. On a thread that holds the GIL.</summary>
internal static class RunningLoop
{
    private static nint s_getRunning;

    /// <summary>The Python loop that this thread runs, whoever made it; elsewhere that of PyAsync's first loop; null where there is none.</summary>
    public static PyOwned Find(PyInterpreter interpreter)
    {
        if (PyEventLoop.Current is { } current)
        {
            return new PyBorrowed(current.LoopObject).Own();
        }
        using PyOwned running = CApi.Call(new PyBorrowed(PythonModule.Get(ref s_getRunning, "asyncio.events"u8, "_get_running_loop"u8))).OrThrow();
        if (running.Pointer != interpreter.None)
        {
            return running.Borrow().Own();
        }
        return First(interpreter) is { } first ? new PyBorrowed(first.LoopObject).Own() : default;
    }

    /// <summary>As <see cref="Find"/>.</summary>
    /// <exception cref="PyAsyncException">There is none (<c>NoLoop</c>).</exception>
    public static PyOwned Require(PyInterpreter interpreter)
    {
        PyOwned loop = Find(interpreter);
        return loop.IsNull ? throw NoLoop() : loop;
    }

    /// <summary>The loop of PyAsync that calls made on this thread go to: its own, elsewhere the first.</summary>
    /// <exception cref="PyAsyncException">There is none (<c>NoLoop</c>).</exception>
    public static PyEventLoop RequireOwn(PyInterpreter interpreter) => PyEventLoop.Current ?? First(interpreter) ?? throw NoLoop();

    /// <summary>The loop of PyAsync that a Python loop is; null for one that somebody else runs.</summary>
    public static PyEventLoop? Owner(PyInterpreter interpreter, PyBorrowed loop)
    {
        foreach (IPyScheduler scheduler in interpreter.Schedulers)
        {
            if (scheduler is PyEventLoop own && own.LoopObject == loop.Pointer)
            {
                return own;
            }
        }
        return null;
    }

    private static PyEventLoop? First(PyInterpreter interpreter)
    {
        foreach (IPyScheduler scheduler in interpreter.Schedulers)
        {
            if (scheduler is PyEventLoop loop && scheduler.IsRunning)
            {
                return loop;
            }
        }
        return null;
    }

    private static PyAsyncException NoLoop() => new(PyErrorId.NoLoop, "No Python event loop runs, so nothing can be awaited.");
}
