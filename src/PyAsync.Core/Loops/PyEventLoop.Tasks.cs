using System;
using System.Runtime.CompilerServices;
using System.Threading;
using PyAsync.Calls;
using PyAsync.CPython;
using PyAsync.Interpreters;

namespace PyAsync.Loops;

// Python tasks for the calls in flight. All of it on the loop's thread.
public sealed partial class PyEventLoop
{
    private static readonly NativeFunction s_done = NativeFunction.OneArgument("done", Done, PyErrors.Set);

    // One done-callback for all tasks, which finds the call by its task.
    private nint _done;
    private bool _hasTaskFactory;
    private long _startedCalls;
    private long _endedCalls;

    /// <summary>The calls that wait for a task. The loop's thread.</summary>
    internal CallTable Calls { get; } = new();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void CountStarted() => Volatile.Write(ref _startedCalls, _startedCalls + 1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void CountEnded() => Volatile.Write(ref _endedCalls, _endedCalls + 1);

    /// <summary>A task for a coroutine; usually it has run to its first suspension, and may be done.</summary>
    internal PyOwned CreateTask(PyBorrowed coroutine)
    {
        if (_hasTaskFactory)
        {
            // The user's factory decides what a task is.
            return CApi.CallMethod(new PyBorrowed(_loop), CreateTaskName, coroutine);
        }
        Span<nint> slots = stackalloc nint[4];
        slots[1] = coroutine.Pointer;
        slots[2] = _loop;
        slots[3] = StartsEagerly ? Interpreter.True : Interpreter.False;
        if (_popReady != 0)
        {
            return CreateStartedTask(slots);
        }
        return CApi.Vectorcall(new PyBorrowed(Interpreter.Half.Task), slots, 1, new PyBorrowed(_taskKeywords));
    }

    /// <summary>Lets a call learn when a task or future is done. Takes the reference over, and keeps it until then.</summary>
    internal void Watch(PyCall call, PyOwned task)
    {
        nint address = task.Pointer;
        // Whatever else behaves like a future may call back with another object than itself, so its own address is told.
        bool isTask = CApi.TypeOf(task) == Interpreter.Half.Task;
        using PyOwned own = isTask ? default : BindDone(task);
        Span<nint> slots = stackalloc nint[4];
        slots[1] = address;
        slots[2] = isTask ? _done : own.Pointer;
        // One context for all callbacks: without it, each would copy the current one.
        slots[3] = _emptyContext;
        Calls.Add(call, task);
        using PyOwned added = CApi.VectorcallMethod(
            new PyBorrowed(Interpreter.Names.AddDoneCallback), slots, 2, new PyBorrowed(_callbackKeywords));
        if (added.IsNull)
        {
            Exception error = PyErrors.Take();
            if (Calls.Remove(call, address))
            {
                throw error;
            }
            // It has called back all the same, so the call has its outcome.
            ReportUnhandled(error);
        }
    }

    // Takes the task's reference over where it throws: nobody has it then.
    private static PyOwned BindDone(PyOwned task)
    {
        try
        {
            using PyOwned address = CApi.PyLong_FromVoidPtr(task.Pointer).OrThrow();
            return s_done.Bind(address).OrThrow();
        }
        catch
        {
            task.Dispose();
            throw;
        }
    }

    private static PyOwned Done(PyBorrowed self, PyBorrowed task)
    {
        // Futures call their callbacks on their loop's thread.
        PyEventLoop loop = Current!;
        nint address = self.IsNull ? task.Pointer : CApi.PyLong_AsVoidPtr(self);
        // The task is kept by its caller until this returns.
        loop.Calls.Take(address)?.Finish(loop, task);
        loop.LingerAfterCall();
        return loop.Interpreter.NoneRef.Own();
    }

    private PyBorrowed CreateTaskName => new(Interpreter.Names.CreateTask);

    private void ReadTaskFactory()
    {
        using PyOwned factory = CApi.CallMethod(new PyBorrowed(_loop), new PyBorrowed(Interpreter.Names.GetTaskFactory)).OrThrow();
        _hasTaskFactory = factory.Pointer != Interpreter.None;
    }

    private void AbandonCalls(Exception reason) => Calls.Abandon(call => AbandonQuietly(call, reason));

    private void ReleaseCalls()
    {
        Calls.Clear();
        Release(ref _done);
    }
}
