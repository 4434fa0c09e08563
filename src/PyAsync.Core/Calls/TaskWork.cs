using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Threading.Tasks;
using PyAsync.CPython;
using PyAsync.Interpreters;
using PyAsync.Loops;

namespace PyAsync.Calls;

/// <summary>Something asked of <c>pyasync._tasks</c>, whose answer is a Task. It never faults for a loop that closes: it is abandoned.</summary>
internal abstract class TaskWork<T> : LoopWork
{
    private readonly TaskCompletionSource<T> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T> Task => _outcome.Task;

    /// <summary>What the answer is where the loop closes before it comes.</summary>
    protected abstract T WhenAbandoned { get; }

    protected void Answer(T value) => _outcome.TrySetResult(value);

    protected abstract void Ask(PyEventLoop loop);

    [SuppressMessage("Design", "CA1031", Justification = "Handed to who waits.")]
    protected internal sealed override void Execute(PyEventLoop loop)
    {
        try
        {
            Ask(loop);
        }
        catch (Exception error)
        {
            _outcome.TrySetException(error);
        }
    }

    protected internal sealed override void Abandon(Exception reason) => _outcome.TrySetResult(WhenAbandoned);

    /// <summary>A function of the Python half.</summary>
    protected static PyOwned Function(ReadOnlySpan<byte> name)
    {
        using PyOwned module = CApi.Import("pyasync._tasks"u8).OrThrow();
        return CApi.GetAttribute(module, name).OrThrow();
    }

    /// <summary>A Python list of numbers.</summary>
    protected static PyOwned Numbers(IReadOnlyCollection<long> numbers)
    {
        PyOwned list = CApi.PyList_New(0).OrThrow();
        foreach (long number in numbers)
        {
            using PyOwned item = CApi.PyLong_FromLongLong(number).OrThrow();
            PyErrors.ThrowIfNegative(CApi.PyList_Append(list, item));
        }
        return list;
    }
}
