using System;
using System.Diagnostics.CodeAnalysis;
using PyAsync.Conversion;
using PyAsync.CPython;
using PyAsync.Interpreters;
using PyAsync.Loops;
using PyAsync.Objects;

namespace PyAsync.Calls;

/// <summary>How a call ends: what its task or its function gave becomes a value, an error, or a cancellation. The loop's thread.</summary>
internal static class CallEnd
{
    /// <summary>The task or future is done.</summary>
    public static void Finish(PyCall call, PyEventLoop loop, PyBorrowed task)
    {
        call.TaskAddress = 0;
        loop.Interpreter.Part<OutputRouting>().EndTask(task.Pointer);
        using PyOwned result = CApi.CallMethod(task, new PyBorrowed(loop.Interpreter.Names.Result));
        if (result.IsNull)
        {
            WithPythonError(call, loop);
        }
        else
        {
            WithValue(call, loop, result);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever goes wrong is this call's outcome.")]
    public static void WithValue(PyCall call, PyEventLoop loop, PyBorrowed value)
    {
        object? converted;
        try
        {
            if (call.Streams && call.Target.MayStream && call.Sink is null && PyAwaitable.IsAsyncIterable(loop.Interpreter, value))
            {
                CallStart.StartStream(call, loop, value);
                return;
            }
            converted = loop.Interpreter.Converter.FromPython(value, loop, call.Conversion);
        }
        catch (Exception error)
        {
            call.EndFaulted(loop, error);
            return;
        }
        call.EndWith(loop, converted);
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever goes wrong is this call's outcome.")]
    public static void WithPythonError(PyCall call, PyEventLoop loop)
    {
        using PyOwned exception = CApi.FetchError();
        bool cancelled = !exception.IsNull
            && CApi.PyErr_GivenExceptionMatches(exception, new PyBorrowed(loop.Interpreter.Exceptions.CancelledError)) != 0;
        if (cancelled && call.CancelReason is not PyCancelReason.None and var reason)
        {
            call.EndCanceled(loop, reason);
            return;
        }
        Exception error;
        try
        {
            bool stopped = loop.State is not PyEventLoopState.Running && (cancelled || (!exception.IsNull && loop.IsForcedEnd(exception)));
            error = stopped ? LoopStoppedException.DuringAwait(loop.Name, call.Describe())
                : exception.IsNull ? PyErrors.Take()
                : Describe(call, loop, exception);
        }
        catch (Exception own)
        {
            // The exception's class may be anything, and fail at being described.
            CApi.PyErr_Clear();
            error = own;
        }
        call.EndFaulted(loop, error);
    }

    private static Exception Describe(PyCall call, PyEventLoop loop, PyBorrowed exception)
    {
        PyException described = loop.Interpreter.Exceptions.Describe(exception);
        if (described.PythonType is "SystemExit" or "KeyboardInterrupt")
        {
            // Read by _loops.py: the await tells it, so asyncio's own report is not wanted. A class that refuses it is reported twice.
            using PyOwned name = PyText.ToPython("_pyasync_told").OrThrow();
            if (CApi.PyObject_SetAttr(exception, name, loop.Interpreter.NoneRef) < 0)
            {
                CApi.PyErr_Clear();
            }
        }
        // An item that has no counterpart: our own error, not the generator's.
        return call.Sink is not null && described.HostException is PyConversionException own ? own : described;
    }
}
