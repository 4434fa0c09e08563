using System;
using System.Diagnostics.CodeAnalysis;
using PyAsync.Conversion;
using System.Threading;
using PyAsync.CPython;
using PyAsync.Interpreters;
using PyAsync.Loops;
using PyAsync.Objects;

namespace PyAsync.Calls;

// How it ends: with a value, an error, or cancelled. The loop's thread.
public abstract partial class PyCall
{
    /// <summary>The task or future is done.</summary>
    internal void Finish(PyEventLoop loop, PyBorrowed task)
    {
        _task = 0;
        using PyOwned result = CApi.CallMethod(task, new PyBorrowed(loop.Interpreter.Names.Result));
        if (result.IsNull)
        {
            EndWithPythonError(loop);
        }
        else
        {
            EndWithValue(loop, result);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever goes wrong is this call's outcome.")]
    private void EndWithValue(PyEventLoop loop, PyBorrowed value)
    {
        object? converted;
        try
        {
            if (Streams && Sink is null && PyAwaitable.IsAsyncIterable(loop.Interpreter, value))
            {
                StartStream(loop, value);
                return;
            }
            converted = loop.Interpreter.Converter.FromPython(value, loop, Conversion);
        }
        catch (Exception error)
        {
            EndFaulted(loop, error);
            return;
        }
        Leave(loop);
        if (TryEnd())
        {
            OnResult(converted);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever goes wrong is this call's outcome.")]
    private void EndWithPythonError(PyEventLoop loop)
    {
        using PyOwned exception = CApi.FetchError();
        bool cancelled = !exception.IsNull
            && CApi.PyErr_GivenExceptionMatches(exception, new PyBorrowed(loop.Interpreter.Exceptions.CancelledError)) != 0;
        if (cancelled && CancelReason is not PyCancelReason.None and var reason)
        {
            EndCanceled(loop, reason);
            return;
        }
        Exception error;
        try
        {
            error = cancelled && loop.State is not PyEventLoopState.Running ? new LoopStoppedException(loop.Name)
                : exception.IsNull ? PyErrors.Take()
                : Describe(loop, exception);
        }
        catch (Exception own)
        {
            // The exception's class may be anything, and fail at being described.
            CApi.PyErr_Clear();
            error = own;
        }
        EndFaulted(loop, error);
    }

    private Exception Describe(PyEventLoop loop, PyBorrowed exception)
    {
        PyException described = loop.Interpreter.Exceptions.Describe(exception);
        if (described.PythonType is "SystemExit" or "KeyboardInterrupt")
        {
            // Read by _runtime.py: the await tells it, so asyncio's own report is not wanted. A class that refuses it is reported twice.
            using PyOwned name = PyText.ToPython("_pyasync_told").OrThrow();
            if (CApi.PyObject_SetAttr(exception, name, loop.Interpreter.NoneRef) < 0)
            {
                CApi.PyErr_Clear();
            }
        }
        // An item that has no counterpart: our own error, not the generator's.
        return Sink is not null && described.HostException is PyConversionException own ? own : described;
    }

    private void EndFaulted(PyEventLoop loop, Exception error)
    {
        // A task that could not be watched is not kept either.
        _task = 0;
        Leave(loop);
        if (TryEnd())
        {
            OnFaulted(error);
        }
    }

    private void EndCanceled(PyEventLoop loop, PyCancelReason reason)
    {
        Leave(loop);
        if (TryEnd())
        {
            OnCanceled(reason);
        }
    }

    private void Leave(PyEventLoop loop)
    {
        loop.CountEnded();
        Sink?.Close();
        if (Origin is { } origin && (Interlocked.And(ref _state, ~InOrigin) & InOrigin) != 0)
        {
            origin.Leave(loop);
        }
    }
}
