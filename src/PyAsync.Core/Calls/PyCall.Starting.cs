using System;
using System.Diagnostics.CodeAnalysis;
using PyAsync.CPython;
using PyAsync.Interpreters;
using PyAsync.Loops;
using PyAsync.Streams;

namespace PyAsync.Calls;

// How it begins: the target is called, and what it gives becomes a task, a stream or the outcome. The loop's thread.
public abstract partial class PyCall
{
    [SuppressMessage("Design", "CA1031", Justification = "Whatever goes wrong is this call's outcome.")]
    private void Start(PyEventLoop loop)
    {
        try
        {
            Target.RefuseOther(loop);
            s_starting = this;
            using PyOwned value = Target.Invoke(loop, this);
            s_starting = null;
            if (ForkedChild.IsHere)
            {
                // The target has forked this process and come back: what it gave is the child's outcome.
                ForkedChild.End(value);
            }
            // Python has them now.
            _arguments = PyArguments.None;
            if (value.IsNull)
            {
                EndWithPythonError(loop);
                return;
            }
            if (CApi.TypeOf(value) == loop.Interpreter.Types.Coroutine)
            {
                Await(loop, CreateTask(loop, value), mayBeDone: loop.StartsEagerly);
            }
            else if (Streams && Target.MayStream && PyAwaitable.IsAsyncIterable(loop.Interpreter, value))
            {
                StartStream(loop, value);
            }
            else if (Target.MustAwait || PyAwaitable.Is(loop.Interpreter, value))
            {
                Await(loop, PyAwaitable.AsFuture(loop, value), mayBeDone: true);
            }
            else
            {
                EndWithValue(loop, value);
            }
        }
        catch (Exception error)
        {
            s_starting = null;
            EndFaulted(loop, error);
        }
    }

    private PyOwned CreateTask(PyEventLoop loop, PyBorrowed coroutine)
    {
        if (Target.MayBeAwaitedAlready)
        {
            CApi.Call(new PyBorrowed(loop.Interpreter.Half.CheckUnawaited), coroutine).OrThrow().Dispose();
        }
        Rare? rare = _rare;
        return rare is null && Origin is null
            ? loop.CreateTask(coroutine)
            : CallContext.CreateTask(loop, rare?.Context, OriginContextOn(loop), rare?.TraceParent, coroutine);
    }

    private void StartStream(PyEventLoop loop, PyBorrowed source)
    {
        PyStreamSink sink = new(loop, this);
        (_rare ??= new Rare()).Sink = sink;
        using PyOwned pump = sink.Pump(source);
        if (pump.IsNull)
        {
            EndWithPythonError(loop);
            return;
        }
        Await(loop, CreateTask(loop, pump), mayBeDone: loop.StartsEagerly);
    }

    private void Await(PyEventLoop loop, PyOwned task, bool mayBeDone)
    {
        if (ForkedChild.IsHere)
        {
            ForkedChild.End(task);
        }
        if (task.IsNull)
        {
            EndWithPythonError(loop);
            return;
        }
        if (mayBeDone)
        {
            using PyOwned done = CApi.CallMethod(task, new PyBorrowed(loop.Interpreter.Names.Done));
            if (done.Pointer == loop.Interpreter.True)
            {
                Finish(loop, task);
                task.Dispose();
                return;
            }
            if (done.IsNull)
            {
                task.Dispose();
                EndWithPythonError(loop);
                return;
            }
        }
        // First, as a future of a foreign class may be done, and end this call, while it is told whom to call back.
        _task = task.Pointer;
        loop.Watch(this, task);
        if (CancelReason is not PyCancelReason.None)
        {
            CancelTask(loop);
        }
    }
}
