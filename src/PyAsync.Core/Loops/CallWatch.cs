using System;
using System.Runtime.CompilerServices;
using System.Threading;
using PyAsync.CPython;
using PyAsync.Interpreters;

namespace PyAsync.Loops;

/// <summary>
/// The calls in flight: counts them, and tells each when its task is done. The loop's thread, except where a member says
/// otherwise.
/// </summary>
internal sealed class CallWatch(PyEventLoop loop)
{
    private static readonly NativeFunction s_done = NativeFunction.OneArgument("done", Done, PyErrors.Set);

    // One done-callback serves all tasks and finds the call by its task. It has a context of its own: else each task would
    // copy the current one for it.
    private nint _done;
    private nint _context;
    private nint _keywords;
    private long _started;
    private long _ended;

    /// <summary>The calls that wait for a task.</summary>
    public CallTable Table { get; } = new();

    /// <summary>How many were started. Any thread.</summary>
    public long Started => Volatile.Read(ref _started);

    /// <summary>How many have ended, well or not. Any thread.</summary>
    public long Ended => Volatile.Read(ref _ended);

    /// <summary>Makes what every watch shares.</summary>
    public void Open()
    {
        _context = CApi.PyContext_New().OrThrow().Detach();
        _keywords = References.Names("context");
        _done = s_done.Bind(default).OrThrow().Detach();
    }

    /// <summary>A call begins.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void CountStarted() => Volatile.Write(ref _started, _started + 1);

    /// <summary>A call has its outcome.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void CountEnded() => Volatile.Write(ref _ended, _ended + 1);

    /// <summary>Tells a call when a task or future is done. Takes the reference over, and keeps it until then.</summary>
    public void Add(LoopCall call, PyOwned task)
    {
        PyInterpreter interpreter = loop.Interpreter;
        nint address = task.Pointer;
        // Whatever else behaves like a future may call back with another object than itself, so its own address is told.
        bool isTask = CApi.TypeOf(task) == interpreter.LoopFunctions.Task;
        using PyOwned own = isTask ? default : BindDone(task);
        Span<nint> slots = stackalloc nint[4];
        slots[1] = address;
        slots[2] = isTask ? _done : own.Pointer;
        slots[3] = _context;
        Table.Add(call, task);
        using PyOwned added = CApi.VectorcallMethod(
            new PyBorrowed(interpreter.Names.AddDoneCallback), slots, 2, new PyBorrowed(_keywords));
        if (added.IsNull)
        {
            Exception error = PyErrors.Take();
            if (Table.Remove(call, address))
            {
                throw error;
            }
            // It has called back all the same, so the call has its outcome.
            loop.Errors.Report(error);
        }
    }

    /// <summary>Releases what it holds. The Python loop is closed.</summary>
    public void Close()
    {
        Table.Clear();
        References.Release(ref _done);
        References.Release(ref _keywords);
        References.Release(ref _context);
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
        PyEventLoop loop = PyEventLoop.Current!;
        nint address = self.IsNull ? task.Pointer : CApi.PyLong_AsVoidPtr(self);
        // The task is kept by its caller until this returns.
        loop.InFlight.Table.Take(address)?.Finish(loop, task);
        loop.Inbox.DrainAfterCall(new PyBorrowed(loop.InFlight._context));
        return loop.Interpreter.NoneRef.Own();
    }
}
