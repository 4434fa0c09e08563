using System;
using System.Runtime.CompilerServices;
using System.Threading;
using PyAsync.Conversion;
using PyAsync.CPython;
using PyAsync.Interpreters;
using PyAsync.Loops;

namespace PyAsync.Calls;

/// <summary>
/// Takes the items of a Python async iterable for one call, and holds the producer while the consumer has
/// <see cref="Capacity"/> of them unread.
/// </summary>
internal sealed class PyStreamSink(PyEventLoop loop, PyCall call)
{
    /// <summary>How many items may wait for the consumer.</summary>
    public const int Capacity = 256;

    // A generator that never suspends would keep the loop to itself; so often the others get their turn.
    private const int YieldEvery = 512;

    private static readonly NativeFunction s_push = NativeFunction.OneArgument("push", Push, PyErrors.Set);

    private long _produced;
    private long _consumed;
    private int _held;
    private nint _resume;

    /// <summary>A coroutine that pumps the source into this sink; null with a Python error set. The loop's thread.</summary>
    public PyOwned Pump(PyBorrowed source)
    {
        using PyOwned self = HostObjects.Wrap(this).OrThrow();
        using PyOwned push = s_push.Bind(self).OrThrow();
        return CApi.Call(new PyBorrowed(loop.Interpreter.CallFunctions.Pump), source, push);
    }

    /// <summary>Says that the consumer has taken an item. The consumer's thread; only one at a time.</summary>
    public void Consumed()
    {
        long consumed = _consumed + 1;
        Volatile.Write(ref _consumed, consumed);
        if (Volatile.Read(ref _held) != 0 && Volatile.Read(ref _produced) - consumed <= Capacity / 2
            && Interlocked.Exchange(ref _held, 0) != 0)
        {
            _ = loop.TryPostInternal(new ResumeWork(this));
        }
    }

    // Null: go on. Otherwise what the producer awaits before the next item.
    private PyOwned Take(PyBorrowed item)
    {
        object? value = loop.Interpreter.Converter.FromPython(item, loop, call.Conversion);
        call.TakeItem(value);
        long produced = _produced + 1;
        Volatile.Write(ref _produced, produced);
        if (produced - Volatile.Read(ref _consumed) >= Capacity)
        {
            return Hold();
        }
        if (produced % YieldEvery == 0)
        {
            using PyOwned zero = CApi.PyLong_FromLongLong(0).OrThrow();
            return CApi.Call(new PyBorrowed(loop.Interpreter.CallFunctions.Sleep), zero).OrThrow();
        }
        return loop.Interpreter.NoneRef.Own();
    }

    private PyOwned Hold()
    {
        PyOwned future = CApi.CallMethod(new PyBorrowed(loop.LoopObject), new PyBorrowed(loop.Interpreter.Names.CreateFuture)).OrThrow();
        new PyOwned(_resume).Dispose();
        _resume = future.Borrow().Own().Detach();
        Volatile.Write(ref _held, 1);
        // Either the consumer sees that the producer is held, or this sees that the consumer has caught up.
        Interlocked.MemoryBarrier();
        if (_produced - Volatile.Read(ref _consumed) <= Capacity / 2 && Interlocked.Exchange(ref _held, 0) != 0)
        {
            Resume();
        }
        return future;
    }

    private void Resume()
    {
        using PyOwned future = new(_resume);
        _resume = 0;
        if (future.IsNull)
        {
            return;
        }
        using PyOwned done = CApi.CallMethod(future, new PyBorrowed(loop.Interpreter.Names.Done)).OrThrow();
        if (done.Pointer != loop.Interpreter.True)
        {
            CApi.CallMethod(future, new PyBorrowed(loop.Interpreter.Names.SetResult), loop.Interpreter.NoneRef).OrThrow().Dispose();
        }
    }

    /// <summary>Gives back what is left when the call has ended. The loop's thread.</summary>
    public void Close()
    {
        new PyOwned(_resume).Dispose();
        _resume = 0;
    }

    private static PyOwned Push(PyBorrowed self, PyBorrowed item) => Unsafe.As<PyStreamSink>(HostObjects.Unwrap(self)!).Take(item);

    private sealed class ResumeWork(PyStreamSink sink) : LoopWork
    {
        protected internal override void Execute(PyEventLoop loop) => sink.Resume();

        protected internal override void Abandon(Exception reason)
        {
            // The loop has gone, and the producer with it.
        }
    }
}
