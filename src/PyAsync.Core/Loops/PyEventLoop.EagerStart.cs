using System;
using PyAsync.CPython;
using PyAsync.Interpreters;

namespace PyAsync.Loops;

// Tasks that start within their creation where Python cannot do it by itself (before 3.12): the task's first step, which
// its constructor has just put at the end of what asyncio runs next, is taken from there and run at once. The loop's thread.
public sealed partial class PyEventLoop
{
    private nint _popReady;
    private nint _runHandle;

    /// <summary>Whether tasks start within their creation: always on 3.12+, where <c>eager_start</c> is.</summary>
    internal bool StartsEagerly { get; private set; }

    private void OpenEagerStart()
    {
        StartsEagerly = CApi.Version >= new Version(3, 12);
        // In debug mode asyncio times each step and tells the slow ones; that is left as it is.
        if (StartsEagerly || _ready == 0 || _options.DebugMode)
        {
            return;
        }
        _popReady = CApi.GetAttribute(new PyBorrowed(_ready), "pop"u8).OrThrow().Detach();
        _runHandle = CApi.Intern("_run"u8).OrThrow().Detach();
        StartsEagerly = true;
    }

    /// <summary>A task whose first step has run, unless something else was made ready while it was created.</summary>
    private PyOwned CreateStartedTask(scoped Span<nint> slots)
    {
        PyBorrowed ready = new(_ready);
        nint before = CApi.LengthInPlace(ready);
        PyOwned task = CApi.Vectorcall(new PyBorrowed(Interpreter.Half.Task), slots, 1, new PyBorrowed(_taskKeywords));
        // Task() calls loop.call_soon(step) once. One more than before is this step; where a finalizer or another thread
        // added something meanwhile, the step keeps its place.
        if (task.IsNull || CApi.LengthInPlace(ready) != before + 1)
        {
            return task;
        }
        using PyOwned handle = CApi.Call(new PyBorrowed(_popReady));
        if (handle.IsNull)
        {
            CApi.PyErr_Clear();
            return task;
        }
        using PyOwned ran = CApi.CallMethod(handle, new PyBorrowed(_runHandle));
        if (ForkedChild.IsHere)
        {
            ForkedChild.End(task);
        }
        if (ran.IsNull)
        {
            // SystemExit and KeyboardInterrupt: the task has them too, and whoever waits for it is told.
            CApi.PyErr_Clear();
        }
        return task;
    }

    private void CloseEagerStart()
    {
        Release(ref _popReady);
        Release(ref _runHandle);
    }
}
