using System;
using System.Collections.Generic;
using PyAsync.CPython;

namespace PyAsync.Interpreters;

/// <summary>
/// Exceptions that are raised in a thread from outside of it, where it listens to nothing else. Everything that
/// interrupts a thread does it here, so that it is known which threads may have one pending. On a thread that holds the GIL,
/// unless a member says otherwise.
/// </summary>
internal sealed class Interruptions(PythonRuntime runtime)
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
            Note(thread, type.Pointer);
            LowerFlag(thread, type);
        }
    }

    /// <summary>
    /// Python 3.11 tells all threads by one flag (<c>pending.async_exc</c>) that some thread is to take an exception, and a
    /// traced function of any other thread spins while it is up: for ever where the thread is in C code, or has ended.
    /// Who takes an exception of its own lowers the flag; the thread that it was raised for raises it again as it next takes
    /// the GIL (<c>take_gil</c>).
    /// </summary>
    private void LowerFlag(ulong raisedFor, PyBorrowed type)
    {
        ulong own = CApi.PyThread_get_thread_ident();
        if (CApi.Version is { Major: 3, Minor: 11 } && raisedFor != own && CApi.PyThreadState_SetAsyncExc(own, type) > 0)
        {
            Notice(type);
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
        Note(thread, type.Pointer);
    }

    /// <summary>
    /// Raises <c>ForcedExit</c> in Python's main thread by a signal, which also ends what it waits for, and what looks for signals
    /// in C code, such as a regular expression that never ends. False for another thread. Any thread, without the GIL.
    /// </summary>
    /// <param name="thread">The number by which Python knows the thread.</param>
    public bool TryForceExit(ulong thread)
    {
        if (OperatingSystem.IsWindows() || !ProcessSignals.TryForceExit(thread))
        {
            return false;
        }
        Note(thread, runtime.Interpreter.Half.ForcedExit);
        return true;
    }

    private void Note(ulong thread, nint type)
    {
        lock (_pending)
        {
            _pending[thread] = type;
        }
    }

    /// <summary>
    /// Takes away an interruption that the calling thread has not noticed: it came too late for what ran here before and
    /// is not for what comes. A thread without one is left alone, as Python 3.11 never forgets that it was asked to take
    /// an exception back (<c>pending.async_exc</c>), and a traced function waits for that for ever.
    /// </summary>
    public void Withdraw()
    {
        nint type;
        lock (_pending)
        {
            if (_pending.Count == 0 || !_pending.Remove(CApi.PyThread_get_thread_ident(), out type))
            {
                return;
            }
        }
        Notice(new PyBorrowed(type));
    }

    // Runs Python code, in which this thread takes what was raised in it.
    private void Notice(PyBorrowed type)
    {
        // Until 3.12 a signal of another thread's does not interrupt Python code by itself.
        using PyOwned result = CApi.PyErr_CheckSignals() < 0 ? default : CApi.Call(new PyBorrowed(runtime.Interpreter.Half.Notice));
        if (!result.IsNull)
        {
            return;
        }
        if (CApi.PyErr_ExceptionMatches(type) != 0)
        {
            CApi.PyErr_Clear();
        }
        else
        {
            CApi.PyErr_WriteUnraisable(default);
        }
    }
}
