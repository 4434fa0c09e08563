using System;
using System.Diagnostics.CodeAnalysis;
using System.Threading.Tasks;
using PyAsync.Calls;
using PyAsync.Conversion;
using PyAsync.CPython;
using PyAsync.Interpreters;
using PyAsync.Loops;
using Python.Runtime;
using NetPyObject = Python.Runtime.PyObject;
using OwnPyObject = PyAsync.Objects.PyObject;

namespace PyAsync.PythonNet;

/// <summary>What a delegate that is a Python callable does. Any thread.</summary>
internal abstract class PythonDelegate
{
    /// <summary>Calls Python.</summary>
    public abstract object? Invoke(object?[] arguments);
}

/// <summary>A Python function that runs on the calling thread, which takes the GIL.</summary>
internal sealed class SyncDelegate(PyInterpreter interpreter, OwnPyObject function, Type resultType) : PythonDelegate
{
    /// <inheritdoc/>
    public override object? Invoke(object?[] arguments)
    {
        if (ProcessExit.HasBegun)
        {
            if (resultType == typeof(void))
            {
                // Such as a timer's, where nobody would catch it.
                return null;
            }
            throw new PyAsyncException(PyErrorId.ProcessExiting, "The process is exiting; no Python function can be called any more.");
        }
        int state = CApi.PyGILState_Ensure();
        try
        {
            using AttachedScope scope = AttachedScope.Enter(interpreter);
            using TokenScope tokens = TokenScope.Enter(isCall: false);
            return Call(arguments);
        }
        finally
        {
            CApi.PyGILState_Release(state);
        }
    }

    private object? Call(object?[] arguments)
    {
        using PyOwned tuple = CApi.PyTuple_New(arguments.Length).OrThrow();
        for (int i = 0; i < arguments.Length; i++)
        {
            PyOwned item = arguments[i].ToPython().Release();
            _ = CApi.PyTuple_InitItem(tuple, i, item.Steal());
        }
        using NetPyObject result = CApi.PyObject_Call(function.BorrowFor(null), tuple, default).ToPythonNet();
        return resultType == typeof(void) ? null : result.AsManagedObject(resultType);
    }
}

/// <summary>A coroutine function that runs on an event loop.</summary>
[SuppressMessage("Design", "CA1001", Justification = "Nobody disposes a delegate; a forgotten target gives its reference back.")]
internal sealed class AsyncDelegate(PyEventLoop loop, OwnPyObject function, Type resultType) : PythonDelegate
{
    private readonly PyObjectTarget _target = new(loop, function);

    /// <inheritdoc/>
    public override object Invoke(object?[] arguments)
    {
        object?[] live = Array.ConvertAll(arguments, argument => argument is null ? null : (object)new LiveValue(argument));
        return AwaitableDecoder.Adapt(Start(new PyArguments(live)), resultType);
    }

    [SuppressMessage("Design", "CA1031", Justification = "It is the Task's outcome, also where the loop takes no more calls.")]
    private Task<object?> Start(PyArguments arguments)
    {
        try
        {
            return loop.RunAsync<object?>(_target, arguments);
        }
        catch (Exception error)
        {
            return Task.FromException<object?>(error);
        }
    }
}
