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

    // So long such a person waits to be told where the loop is instead.
    private static readonly TimeSpan s_placeLimit = TimeSpan.FromSeconds(0.08);

    // What got no answer, until the loop comes to it: of a hundred objects only the first one waits.
    private volatile UnansweredLook? _lastLook;

    /// <summary>Whether the loop has not even come to what was asked last. Any thread.</summary>
    internal bool IsDeaf => _lastLook is { Work.IsTaken: false };

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
                throw Busy(null, PlaceInstead(work));
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
            place = PlaceInstead(last.Work);
            return false;
        }
        place = null;
        using LoopWait? wait = LoopWait.Begin(Current, this, "wait for");
        InvokeWork<T> work = new(this, _ => function());
        Post(work);
        if (!work.Wait(s_lookLimit, CancellationToken.None) && work.TryAbandon())
        {
            place = PlaceInstead(work);
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

    // Where the loop's thread is instead of at the work; asked for once a second at most.
    private string? PlaceInstead(ITakenWork work)
    {
        long now = Environment.TickCount64;
        if (_lastLook is { Work.IsTaken: false } last && now - last.Time < 1000)
        {
            return last.Place;
        }
        string? place = BlockedAt(s_placeLimit);
        _lastLook = new(work, place, now);
        return place;
    }

    private sealed record UnansweredLook(ITakenWork Work, string? Place, long Time);
}
