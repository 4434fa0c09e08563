using System;
using System.Threading;
using PyAsync.CPython;
using PyAsync.Interpreters;

namespace PyAsync.PythonNet;

/// <summary>
/// An asyncio loop that PyAsync does not run, such as a program's own asyncio.run(). An outcome gets there by
/// call_soon_threadsafe, for which a thread of the pool takes the GIL.
/// </summary>
internal sealed class ForeignLoop
{
    private readonly PyInterpreter _interpreter;
    private nint _loop;

    /// <summary>Holds the loop until the outcome is there. On a thread that holds the GIL.</summary>
    public ForeignLoop(PyInterpreter interpreter, PyBorrowed loop)
    {
        _interpreter = interpreter;
        _loop = loop.Own().Detach();
    }

    /// <summary>A function that brings the outcome to the loop. Any thread; never waits for the GIL on the caller's.</summary>
    public Action Poster(TaskOutcome outcome) => () => ThreadPool.UnsafeQueueUserWorkItem(_ => Post(outcome), null);

    private void Post(TaskOutcome outcome)
    {
        if (ProcessExit.HasBegun)
        {
            return;
        }
        int state = CApi.PyGILState_Ensure();
        bool entered = _interpreter.EnterIfForeign();
        try
        {
            using PyOwned loop = new(Interlocked.Exchange(ref _loop, 0));
            using PyOwned call = HostFunction.Create((_, _) =>
            {
                outcome.Execute();
                return HostFunction.None;
            });
            using PyOwned name = CApi.Intern("call_soon_threadsafe"u8).OrThrow();
            using PyOwned handle = CApi.CallMethod(loop, name, call);
            if (handle.IsNull)
            {
                // The loop is closed, and nobody awaits there any more.
                CApi.PyErr_Clear();
                outcome.Drop();
            }
        }
        finally
        {
            if (entered)
            {
                PyInterpreter.Leave();
            }
            CApi.PyGILState_Release(state);
        }
    }
}
