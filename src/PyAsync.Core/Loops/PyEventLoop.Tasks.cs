using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using PyAsync.Loops;
using PyAsync.Native;

namespace PyAsync;

// Python tasks for the calls in flight. All of it on the loop's thread.
public sealed unsafe partial class PyEventLoop
{
    private readonly List<CallSlot> _slots = [];
    private CallSlot? _freeSlot;
    private bool _hasTaskFactory;
    private long _startedCalls;
    private long _endedCalls;

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
            return CPython.CallMethod(new PyBorrowed(_loop), CreateTaskName, coroutine);
        }
        nint* slots = stackalloc nint[4];
        slots[1] = coroutine.Pointer;
        slots[2] = _loop;
        slots[3] = Interpreter.True;
        if (_popReady != 0)
        {
            return CreateStartedTask(slots + 1);
        }
        return CPython.Vectorcall(new PyBorrowed(Interpreter.Half.Task), slots + 1, 1 | CPython.ArgumentsOffset, new PyBorrowed(_taskKeywords));
    }

    /// <summary>Lets a call learn when a task or future is done. Takes the reference over.</summary>
    internal CallSlot Watch(PyCall call, PyOwned task)
    {
        CallSlot slot = _freeSlot ?? AddSlot();
        _freeSlot = slot.NextFree;
        slot.NextFree = null;
        nint* slots = stackalloc nint[4];
        slots[1] = task.Pointer;
        slots[2] = slot.Callback;
        // One context for all callbacks: without it, each would copy the current one.
        slots[3] = _emptyContext;
        slot.Occupy(call, task);
        using PyOwned added = CPython.PyObject_VectorcallMethod(
            new PyBorrowed(Interpreter.Names.AddDoneCallback), slots + 1, 2 | CPython.ArgumentsOffset, new PyBorrowed(_callbackKeywords));
        if (added.IsNull)
        {
            Exception error = PyErrors.Take();
            slot.Take();
            ReturnSlot(slot);
            throw error;
        }
        return slot;
    }

    internal CallSlot SlotAt(int place) => _slots[place];

    internal void ReturnSlot(CallSlot slot)
    {
        slot.ReleaseTask();
        slot.NextFree = _freeSlot;
        _freeSlot = slot;
    }

    private PyBorrowed CreateTaskName => new(Interpreter.Names.CreateTask);

    private CallSlot AddSlot()
    {
        CallSlot slot = new(_slots.Count);
        _slots.Add(slot);
        return slot;
    }

    private void ReadTaskFactory()
    {
        using PyOwned factory = CPython.CallMethod(new PyBorrowed(_loop), new PyBorrowed(Interpreter.Names.GetTaskFactory)).OrThrow();
        _hasTaskFactory = factory.Pointer != Interpreter.None;
    }

    private void AbandonSlots(Exception reason)
    {
        foreach (CallSlot slot in _slots)
        {
            if (slot.Take() is { } call)
            {
                AbandonQuietly(call, reason);
            }
        }
    }

    private void ReleaseSlots()
    {
        foreach (CallSlot slot in _slots)
        {
            slot.Free();
        }
        _slots.Clear();
        _freeSlot = null;
    }
}
