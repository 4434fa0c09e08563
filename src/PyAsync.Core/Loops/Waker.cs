using System;
using PyAsync.CPython;
using PyAsync.Interpreters;

namespace PyAsync.Loops;

/// <summary>Wakes a sleeping loop from any thread.</summary>
internal abstract class Waker : IDisposable
{
    /// <summary>Makes the loop call its drain function soon. Any thread; never blocks.</summary>
    public abstract void Wake();

    /// <summary>Takes the signal back before draining. The loop's thread.</summary>
    public abstract void Acknowledge();

    /// <summary>Frees what it holds, when nobody can call <see cref="Wake"/> any more.</summary>
    public abstract void Dispose();

    /// <summary>Makes the waker that the Python loop can be woken by. The loop's thread.</summary>
    /// <param name="runtime">The runtime.</param>
    /// <param name="loop">The Python loop.</param>
    /// <param name="drain">What the loop is to call when it is woken.</param>
    /// <param name="mayWatchDescriptor">Whether to try it by a descriptor; not every loop can watch one.</param>
    public static Waker Open(PythonRuntime runtime, PyBorrowed loop, PyBorrowed drain, bool mayWatchDescriptor) =>
        mayWatchDescriptor && TryOpenDescriptor(runtime.Interpreter, loop, drain) is { } waker ? waker : new ThreadsafeWaker(runtime, loop, drain);

    private static DescriptorWaker? TryOpenDescriptor(PyInterpreter interpreter, PyBorrowed loop, PyBorrowed drain)
    {
        DescriptorWaker waker = new();
        bool isAttached = false;
        try
        {
            using PyOwned descriptor = CApi.PyLong_FromLongLong(waker.Descriptor).OrThrow();
            using PyOwned attached = CApi.Call(new PyBorrowed(interpreter.LoopFunctions.Attach), loop, descriptor, drain).OrThrow();
            isAttached = attached.Pointer == interpreter.True;
        }
        finally
        {
            if (!isAttached)
            {
                waker.Dispose();
            }
        }
        return isAttached ? waker : null;
    }
}
