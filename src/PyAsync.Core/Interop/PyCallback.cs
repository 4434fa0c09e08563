using System;
using System.Threading;
using PyAsync.Calls;
using PyAsync.Conversion;
using PyAsync.CPython;
using PyAsync.Interpreters;
using PyAsync.Loops;
using PyAsync.Objects;

namespace PyAsync.Interop;

/// <summary>
/// Host code that Python can call: as an async callable, whose call gives an awaitable, or as a blocking one, whose call
/// gives the result. Derived classes say where it runs. An instance given as an argument becomes the Python callable.
/// </summary>
/// <param name="isBlocking">Whether Python gets a plain callable.</param>
public abstract class PyCallback(bool isBlocking)
{
    /// <summary>Whether Python gets a plain callable, for synchronous APIs.</summary>
    public bool IsBlocking => isBlocking;

    /// <summary>How the arguments become .NET values.</summary>
    public PyConversion Conversion { get; init; } = PyConversion.Default;

    /// <summary>
    /// Python has called. Starts the work and returns; whoever does it ends the call by its <c>SetResult</c> or
    /// <c>SetException</c>. On Python's thread, with the GIL held.
    /// </summary>
    protected internal abstract void Start(PyCallbackCall call);

    /// <summary>The Python callable. On a thread that holds the GIL.</summary>
    internal PyOwned ToPython() => HostFunction.Create(isBlocking ? CallBlocking : CallAsync);

    private PyOwned CallAsync(ReadOnlySpan<nint> arguments, PyBorrowed keywordNames)
    {
        PyEventLoop loop = PyEventLoop.Current
            ?? throw new PyAsyncException(PyErrorId.CallbackOffLoop, "An async host callback was called from a thread that runs no event loop of PyAsync.");
        CancellationTokenSource cancel = new();
        object?[] values = Convert(arguments, keywordNames, loop, out var keyword);
        HostFuture host = HostFuture.Create(loop, cancel, out PyOwned future);
        try
        {
            Start(new PyCallbackCall(loop, values, keyword, PyContext.CopyCurrent(loop), host, cancel.Token));
        }
        catch
        {
            host.Forget();
            future.Dispose();
            throw;
        }
        return future;
    }

    private PyOwned CallBlocking(ReadOnlySpan<nint> arguments, PyBorrowed keywordNames)
    {
        PyEventLoop? loop = PyEventLoop.Current;
        object?[] values = Convert(arguments, keywordNames, loop, out var keyword);
        using BlockingCall waiting = new();
        PyCallbackCall call = new(loop, values, keyword, null, waiting, CancellationToken.None);
        Start(call);
        if (!waiting.IsSet)
        {
            // Python's other threads go on while this one waits for the host.
            nint state = CApi.PyEval_SaveThread();
            try
            {
                waiting.Wait();
            }
            finally
            {
                CApi.PyEval_RestoreThread(state);
            }
        }
        return PyInterpreter.Current.Converter.ToPython(waiting.Result, loop);
    }

    private object?[] Convert(ReadOnlySpan<nint> arguments, PyBorrowed names, PyEventLoop? loop, out System.Collections.Generic.KeyValuePair<string, object?>[] keyword)
    {
        PyConverter converter = PyInterpreter.Current.Converter;
        int named = names.IsNull ? 0 : (int)CApi.PyTuple_Size(names);
        object?[] values = new object?[arguments.Length - named];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = converter.FromPython(new PyBorrowed(arguments[i]), loop, Conversion);
        }
        keyword = new System.Collections.Generic.KeyValuePair<string, object?>[named];
        for (int i = 0; i < named; i++)
        {
            keyword[i] = new(
                PyText.FromPython(CApi.PyTuple_GetItem(names, i)),
                converter.FromPython(new PyBorrowed(arguments[values.Length + i]), loop, Conversion));
        }
        return values;
    }
}
