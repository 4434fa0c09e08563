using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;
using PyAsync.Native;

namespace PyAsync.Loops;

/// <summary>
/// Connects a Python task to the <see cref="PyCall"/> that waits for it: a Python callable that is made once and used
/// for one task after another. The loop's thread.
/// </summary>
internal sealed unsafe class CallSlot
{
    private static readonly NativeFunction s_done = NativeFunction.OneArgument("done", &Done);

    private PyCall? _call;

    /// <summary>Makes a slot; its place in its loop's list is what the callable knows of it: a handle each would cost memory and the collector's time.</summary>
    public CallSlot(int place)
    {
        using PyOwned self = CPython.PyLong_FromLongLong(place).OrThrow();
        Callback = s_done.Bind(self).OrThrow().Detach();
    }

    /// <summary>The callable for <c>add_done_callback</c>; owned by this slot.</summary>
    public nint Callback { get; private set; }

    /// <summary>The task's address while one is in flight; owned by this slot.</summary>
    public nint Task { get; set; }

    /// <summary>When the task was taken, by <see cref="System.Environment.TickCount64"/>.</summary>
    public long StartTick { get; private set; }

    /// <summary>The call that waits for the task; null where its outcome was taken.</summary>
    public PyCall? Call => Volatile.Read(ref _call);

    /// <summary>The next free slot, while this one is free.</summary>
    public CallSlot? NextFree { get; set; }

    public void Occupy(PyCall call, PyOwned task)
    {
        _call = call;
        Task = task.Detach();
        StartTick = System.Environment.TickCount64;
    }

    /// <summary>Takes the call out, so that whoever comes later finds none. Any thread.</summary>
    public PyCall? Take() => Interlocked.Exchange(ref _call, null);

    /// <summary>Drops the task's reference.</summary>
    public void ReleaseTask()
    {
        new PyOwned(Task).Dispose();
        Task = 0;
    }

    /// <summary>Frees the callable. The loop has closed, so Python cannot call it any more.</summary>
    public void Free()
    {
        ReleaseTask();
        new PyOwned(Callback).Dispose();
        Callback = 0;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    [SuppressMessage("Design", "CA1031", Justification = "No exception may cross into Python: it becomes a Python error.")]
    private static nint Done(PyBorrowed self, PyBorrowed task)
    {
        try
        {
            // Futures call their callbacks on their loop's thread.
            PyEventLoop loop = PyEventLoop.Current!;
            CallSlot slot = loop.SlotAt((int)CPython.PyLong_AsVoidPtr(self));
            PyCall? call = slot.Take();
            // The task is kept by its caller until this returns.
            loop.ReturnSlot(slot);
            call?.Finish(loop, task);
            loop.LingerAfterCall();
            return loop.Interpreter.NoneRef.Own().Detach();
        }
        catch (System.Exception error)
        {
            PyErrors.Set(error);
            return 0;
        }
    }
}
