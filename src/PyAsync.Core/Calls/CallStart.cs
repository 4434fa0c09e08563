using System;
using System.Diagnostics.CodeAnalysis;
using PyAsync.CPython;
using PyAsync.Interpreters;
using PyAsync.Loops;

namespace PyAsync.Calls;

/// <summary>How a call begins: the target is called, and what it gives becomes a task, a stream or the outcome. The loop's thread.</summary>
internal static class CallStart
{
    [SuppressMessage("Design", "CA1031", Justification = "Whatever goes wrong is this call's outcome.")]
    public static void Start(PyCall call, PyEventLoop loop)
    {
        try
        {
            call.Target.RefuseOther(loop);
            PyCall.Starting = call;
            using PyOwned value = call.Target.Invoke(loop, call);
            PyCall.Starting = null;
            if (ForkedChild.IsHere)
            {
                // The target has forked this process and come back: what it gave is the child's outcome.
                ForkedChild.End(value);
            }
            // Python has them now.
            call.Arguments = PyArguments.None;
            if (value.IsNull)
            {
                CallEnd.WithPythonError(call, loop);
                return;
            }
            if (!call.Target.AwaitsResult)
            {
                CallEnd.WithValue(call, loop, value);
            }
            else if (CApi.TypeOf(value) == loop.Interpreter.Types.Coroutine)
            {
                Await(call, loop, CreateTask(call, loop, value), mayBeDone: loop.Starter.IsEager);
            }
            else if (call.Streams && call.Target.MayStream && PyAwaitable.IsAsyncIterable(loop.Interpreter, value))
            {
                StartStream(call, loop, value);
            }
            else if (call.Target.MustAwait || PyAwaitable.Is(loop.Interpreter, value))
            {
                Await(call, loop, PyAwaitable.AsFuture(loop, value), mayBeDone: true);
            }
            else
            {
                CallEnd.WithValue(call, loop, value);
            }
        }
        catch (Exception error)
        {
            PyCall.Starting = null;
            call.EndFaulted(loop, error);
        }
    }

    private static PyOwned CreateTask(PyCall call, PyEventLoop loop, PyBorrowed coroutine)
    {
        if (call.Target.MayBeAwaitedAlready)
        {
            CApi.Call(new PyBorrowed(loop.Interpreter.CallFunctions.CheckUnawaited), coroutine).OrThrow().Dispose();
        }
        return call.Origin is null && call.Context is null && call.TraceParent is null
            ? loop.Starter.Create(coroutine)
            : CallContext.CreateTask(loop, call.Context, call.OriginContextOn(loop), call.Item, call.TraceParent, coroutine);
    }

    internal static void StartStream(PyCall call, PyEventLoop loop, PyBorrowed source)
    {
        PyStreamSink sink = new(loop, call);
        call.Sink = sink;
        using PyOwned pump = sink.Pump(source);
        if (pump.IsNull)
        {
            CallEnd.WithPythonError(call, loop);
            return;
        }
        Await(call, loop, CreateTask(call, loop, pump), mayBeDone: loop.Starter.IsEager);
    }

    private static void Await(PyCall call, PyEventLoop loop, PyOwned task, bool mayBeDone)
    {
        if (ForkedChild.IsHere)
        {
            ForkedChild.End(task);
        }
        if (task.IsNull)
        {
            CallEnd.WithPythonError(call, loop);
            return;
        }
        if (mayBeDone)
        {
            using PyOwned done = CApi.CallMethod(task, new PyBorrowed(loop.Interpreter.Names.Done));
            if (done.Pointer == loop.Interpreter.True)
            {
                CallEnd.Finish(call, loop, task);
                task.Dispose();
                return;
            }
            if (done.IsNull)
            {
                task.Dispose();
                CallEnd.WithPythonError(call, loop);
                return;
            }
        }
        // This comes first: a future of a foreign class may be done already, and end this call inside of add_done_callback.
        call.TaskAddress = task.Pointer;
        loop.InFlight.Add(call, task);
        if (call.CancelReason is not PyCancelReason.None)
        {
            call.CancelTask(loop);
        }
    }
}
