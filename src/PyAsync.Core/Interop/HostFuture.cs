using System;
using System.Diagnostics.CodeAnalysis;
using System.Threading;
using PyAsync.Conversion;
using PyAsync.CPython;
using PyAsync.Interpreters;
using PyAsync.Loops;
using PyAsync.Objects;

namespace PyAsync.Interop;

/// <summary>
/// A Python future that .NET completes. It is made on its loop's thread and completed from any thread: the outcome
/// travels through the loop's queue and is set there, unless Python has cancelled the future by then, or the loop has
/// gone: such an outcome is discarded.
/// </summary>
internal sealed class HostFuture : LoopWork, ICallbackOutcome
{
    private static readonly NativeFunction s_done = NativeFunction.OneArgument("host_future_done", Done, PyErrors.Set);

    private readonly PyEventLoop _loop;
    private readonly CancellationTokenSource? _cancel;
    private nint _future;
    private object? _value;
    private Exception? _error;
    private int _completed;

    private HostFuture(PyEventLoop loop, CancellationTokenSource? cancel)
    {
        _loop = loop;
        _cancel = cancel;
    }

    /// <summary>Makes a future on the loop, on its thread.</summary>
    /// <param name="loop">The loop.</param>
    /// <param name="cancel">Is cancelled when Python cancels the future; null where nothing can be cancelled.</param>
    /// <param name="future">The future, for Python.</param>
    public static HostFuture Create(PyEventLoop loop, CancellationTokenSource? cancel, out PyOwned future)
    {
        HostFuture result = new(loop, cancel);
        future = CApi.CallMethod(new PyBorrowed(loop.LoopObject), new PyBorrowed(loop.Interpreter.Names.CreateFuture)).OrThrow();
        if (cancel is not null)
        {
            result.WatchForCancel(future);
        }
        result._future = future.Borrow().Own().Detach();
        return result;
    }

    private void WatchForCancel(PyOwned future)
    {
        try
        {
            using PyOwned self = HostObjects.Wrap(this).OrThrow();
            using PyOwned callback = s_done.Bind(self).OrThrow();
            CApi.CallMethod(future, new PyBorrowed(_loop.Interpreter.Names.AddDoneCallback), callback).OrThrow().Dispose();
        }
        catch
        {
            future.Dispose();
            throw;
        }
    }

    /// <summary>Sets the result. Any thread; the first outcome counts.</summary>
    public void SetResult(object? value)
    {
        if (Interlocked.Exchange(ref _completed, 1) == 0)
        {
            _value = value;
            Send();
        }
    }

    /// <summary>Sets an exception; an <see cref="OperationCanceledException"/> cancels the future. Any thread; the first outcome counts.</summary>
    public void SetException(Exception error)
    {
        if (Interlocked.Exchange(ref _completed, 1) == 0)
        {
            _error = error;
            Send();
        }
    }

    /// <summary>Releases a future that was given to nobody; a late outcome is discarded. The loop's thread.</summary>
    public void Forget()
    {
        _ = Interlocked.Exchange(ref _completed, 1);
        new PyOwned(Interlocked.Exchange(ref _future, 0)).Dispose();
    }

    private void Send()
    {
        if (!_loop.TryPostInternal(this))
        {
            Drop();
        }
    }

    protected internal override void Execute(PyEventLoop loop)
    {
        using PyOwned future = new(_future);
        _future = 0;
        using PyOwned done = CApi.CallMethod(future, new PyBorrowed(loop.Interpreter.Names.Done)).OrThrow();
        if (done.Pointer == loop.Interpreter.True)
        {
            // Cancelled by Python meanwhile: a late outcome is discarded.
            return;
        }
        if (_error is OperationCanceledException)
        {
            CApi.CallMethod(future, new PyBorrowed(loop.Interpreter.Names.Cancel)).OrThrow().Dispose();
        }
        else if (_error is not null)
        {
            Fail(loop, future, _error);
        }
        else
        {
            Succeed(loop, future);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "A result that has no counterpart is the awaiting coroutine's error.")]
    private void Succeed(PyEventLoop loop, PyBorrowed future)
    {
        try
        {
            using PyOwned value = loop.Interpreter.Converter.ToPython(_value, loop);
            CApi.CallMethod(future, new PyBorrowed(loop.Interpreter.Names.SetResult), value).OrThrow().Dispose();
        }
        catch (Exception error)
        {
            Fail(loop, future, error);
        }
    }

    private static void Fail(PyEventLoop loop, PyBorrowed future, Exception error)
    {
        using PyOwned exception = loop.Interpreter.Exceptions.ToPython(error);
        SetException(loop.Interpreter, future, exception);
    }

    /// <summary>Sets a Python exception on a future. On its loop's thread.</summary>
    internal static void SetException(PyInterpreter interpreter, PyBorrowed future, PyBorrowed exception)
    {
        using PyOwned accepted = CApi.CallMethod(future, new PyBorrowed(interpreter.Names.SetException), exception);
        if (accepted.IsNull)
        {
            // A future takes no StopIteration before Python 3.12; what it says of that is the outcome then.
            using PyOwned refusal = CApi.FetchError();
            CApi.CallMethod(future, new PyBorrowed(interpreter.Names.SetException), refusal).OrThrow().Dispose();
        }
    }

    protected internal override void Abandon(Exception reason) => Drop();

    // The loop has gone, and its future with it.
    private void Drop()
    {
        nint future = Interlocked.Exchange(ref _future, 0);
        if (future != 0)
        {
            _loop.Interpreter.ReleaseLater(future);
        }
    }

    private static PyOwned Done(PyBorrowed self, PyBorrowed future)
    {
        HostFuture host = (HostFuture)HostObjects.Unwrap(self)!;
        // Done without an outcome of ours: Python cancelled it.
        if (Interlocked.Exchange(ref host._completed, 1) == 0)
        {
            // An outcome may never come.
            new PyOwned(Interlocked.Exchange(ref host._future, 0)).Dispose();
            // What the token's listeners do must not hold the loop.
            ThreadPool.UnsafeQueueUserWorkItem(static host => host._loop.Errors.Cancel(host._cancel!), host, preferLocal: false);
        }
        return host._loop.Interpreter.NoneRef.Own();
    }
}
