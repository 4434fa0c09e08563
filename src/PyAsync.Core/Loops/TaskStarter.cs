using System;
using PyAsync.CPython;
using PyAsync.Interpreters;

namespace PyAsync.Loops;

/// <summary>
/// Makes tasks that start within their creation: by <c>eager_start</c> on 3.12 and newer; before, the task's first step,
/// which its constructor has just put at the end of what asyncio runs next, is taken from there and run at once. The
/// loop's thread.
/// </summary>
internal sealed class TaskStarter(PyEventLoop owner, ReadyQueue ready)
{
    private nint _loop;
    private nint _keywords;
    private nint _run;
    private bool _hasFactory;

    /// <summary>Whether tasks start within their creation.</summary>
    public bool IsEager { get; private set; }

    /// <summary>Prepares for a loop.</summary>
    /// <param name="loop">The Python loop.</param>
    /// <param name="debugMode">asyncio then times each step and tells the slow ones; so the first one is a step of its own.</param>
    public void Open(PyBorrowed loop, bool debugMode)
    {
        _loop = loop.Own().Detach();
        bool byKeyword = CApi.Version >= new Version(3, 12);
        _keywords = byKeyword ? References.Names("loop", "eager_start") : References.Names("loop");
        IsEager = byKeyword && !debugMode;
        if (!byKeyword && ready.IsKnown && !debugMode)
        {
            _run = CApi.Intern("_run"u8).OrThrow().Detach();
            IsEager = true;
        }
    }

    /// <summary>Looks whether the user has set a task factory, which then decides what a task is.</summary>
    public void ReadFactory()
    {
        using PyOwned factory = CApi.CallMethod(new PyBorrowed(_loop), new PyBorrowed(owner.Interpreter.Names.GetTaskFactory)).OrThrow();
        _hasFactory = factory.Pointer != owner.Interpreter.None;
    }

    /// <summary>A task for a coroutine; usually it has run to its first suspension, and may be done. Null with a Python error set.</summary>
    public PyOwned Create(PyBorrowed coroutine)
    {
        if (_hasFactory)
        {
            return CApi.CallMethod(new PyBorrowed(_loop), new PyBorrowed(owner.Interpreter.Names.CreateTask), coroutine);
        }
        Span<nint> slots = stackalloc nint[4];
        slots[1] = coroutine.Pointer;
        slots[2] = _loop;
        slots[3] = IsEager ? owner.Interpreter.True : owner.Interpreter.False;
        return _run != 0 ? CreateAndStart(slots) : CApi.Vectorcall(new PyBorrowed(owner.Interpreter.LoopFunctions.Task), slots, 1, new PyBorrowed(_keywords));
    }

    /// <summary>Releases what it holds.</summary>
    public void Close()
    {
        References.Release(ref _run);
        References.Release(ref _keywords);
        References.Release(ref _loop);
    }

    // A task whose first step has run, unless something else was made ready while it was created.
    private PyOwned CreateAndStart(scoped Span<nint> slots)
    {
        nint before = ready.Count;
        PyOwned task = CApi.Vectorcall(new PyBorrowed(owner.Interpreter.LoopFunctions.Task), slots, 1, new PyBorrowed(_keywords));
        // Task() calls loop.call_soon(step) once. One more than before is this step; where a finalizer or another thread
        // added something meanwhile, the step keeps its place.
        if (task.IsNull || ready.Count != before + 1)
        {
            return task;
        }
        using PyOwned handle = ready.TakeLast();
        if (handle.IsNull)
        {
            CApi.PyErr_Clear();
            return task;
        }
        using PyOwned ran = CApi.CallMethod(handle, new PyBorrowed(_run));
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
}
