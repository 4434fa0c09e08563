using System;
using System.Collections.Generic;
using System.Threading;
using PyAsync.CPython;
using PyAsync.Interpreters;

namespace PyAsync.Loops;

// The loop as the rooms below know it.
public sealed partial class PyEventLoop : IPyScheduler
{
    // So long a use of a live object waits where nobody could stop it.
    private static readonly TimeSpan s_useLimit = TimeSpan.FromSeconds(30);

    // So long a person waits for what is but shown.
    private static readonly TimeSpan s_lookLimit = TimeSpan.FromSeconds(0.15);

    // The look that got no answer, until the loop comes to it: of a hundred objects only the first one waits.
    private volatile UnansweredLook? _lastLook;

    PyInterpreter IPyScheduler.Interpreter => Interpreter;

    bool IPyScheduler.IsRunning => State is PyEventLoopState.Running;

    T IPyScheduler.Run<T>(Func<T> function, IWorkWait? wait)
    {
        if (wait is null || Current is not null)
        {
            return Invoke(_ => function(), s_useLimit);
        }
        InvokeWork<T> work = new(this, _ => function());
        Post(work);
        try
        {
            if (!wait.Wait(work) && work.TryAbandon())
            {
                throw Busy();
            }
        }
        catch
        {
            work.TryAbandon();
            throw;
        }
        return work.Result;
    }

    bool IPyScheduler.TryRun<T>(Func<T> function, out T? result, out string? place)
        where T : default
    {
        result = default;
        if (_lastLook is { Work.IsTaken: false } last)
        {
            place = last.Place;
            return false;
        }
        place = null;
        using LoopWait? wait = LoopWait.Begin(Current, this, "wait for");
        InvokeWork<T> work = new(this, _ => function());
        Post(work);
        if (!work.Wait(s_lookLimit, CancellationToken.None) && work.TryAbandon())
        {
            place = BlockedAt(s_lookLimit);
            _lastLook = new(work, place);
            return false;
        }
        result = work.Result;
        return true;
    }

    bool IPyScheduler.TryRelease(nint reference) => TryRelease(reference);

    // What is bound to a loop fails on another, with words that only asyncio understands.
    void IPyScheduler.RefuseBound(PyBorrowed value, string typeName)
    {
        using PyOwned other = CApi.Call(new PyBorrowed(Interpreter.LoopFunctions.ForeignLoop), value, new PyBorrowed(LoopObject)).OrThrow();
        if (other.Pointer == Interpreter.None)
        {
            return;
        }
        string name = "another event loop";
        foreach (PyEventLoop candidate in All)
        {
            if (candidate.LoopObject == other.Pointer)
            {
                name = $"the event loop '{candidate.Name}'";
            }
        }
        throw new PyAsyncException(PyErrorId.WrongLoop, $"This Python {typeName} is bound to {name} and cannot be used on '{Name}'.")
        {
            Facts = new Dictionary<string, object?> { ["Loop"] = Name, ["Bound"] = name, ["Value"] = typeName },
        };
    }

    private sealed record UnansweredLook(ITakenWork Work, string? Place);
}
