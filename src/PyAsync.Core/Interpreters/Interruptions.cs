using System;
using System.Collections.Generic;
using PyAsync.CPython;

namespace PyAsync.Interpreters;

/// <summary>
/// Exceptions that are raised in a thread from outside of it, where it listens to nothing else. Everything that
/// interrupts a thread does it here, so that it is known which threads may have one pending. On a thread that holds the GIL.
/// </summary>
internal sealed class Interruptions
{
    // A thread → the type of the exception that it may not have noticed yet.
    private readonly Dictionary<ulong, nint> _pending = [];

    /// <summary>Raises an exception in a thread at its next instruction.</summary>
    /// <param name="thread">The number by which Python knows the thread.</param>
    /// <param name="type">The exception's type, which lives as long as the interpreter.</param>
    public void Raise(ulong thread, PyBorrowed type)
    {
        if (CApi.PyThreadState_SetAsyncExc(thread, type) > 0)
        {
            lock (_pending)
            {
                _pending[thread] = type.Pointer;
            }
        }
    }

    /// <summary>Raises KeyboardInterrupt in a thread as Ctrl+C does, which also ends what Python's main thread waits for.</summary>
    /// <param name="thread">The number by which Python knows the thread.</param>
    public void RaiseKeyboardInterrupt(ulong thread)
    {
        PyBorrowed type = CApi.Exception("PyExc_KeyboardInterrupt");
        if (OperatingSystem.IsWindows() || !ProcessSignals.TryInterrupt(thread))
        {
            Raise(thread, type);
            return;
        }
        lock (_pending)
        {
            _pending[thread] = type.Pointer;
        }
    }

    /// <summary>
    /// Takes away an interruption that the calling thread has not noticed: it came too late for what ran here before and
    /// is not for what comes. A thread without one is left alone, as Python 3.11 never forgets that it was asked to take
    /// an exception back (<c>pending.async_exc</c>), and a traced function waits for that for ever.
    /// </summary>
    /// <param name="notice"><c>notice()</c>: Python code, in which the thread notices it.</param>
    public void Withdraw(PyBorrowed notice)
    {
        nint type;
        lock (_pending)
        {
            if (_pending.Count == 0 || !_pending.Remove(CApi.PyThread_get_thread_ident(), out type))
            {
                return;
            }
        }
        using PyOwned result = CApi.Call(notice);
        if (!result.IsNull)
        {
            return;
        }
        if (CApi.PyErr_ExceptionMatches(new PyBorrowed(type)) != 0)
        {
            CApi.PyErr_Clear();
        }
        else
        {
            CApi.PyErr_WriteUnraisable(default);
        }
    }
}
