using System;
using System.Collections.Generic;
using System.Threading;
using PyAsync.CPython;
using PyAsync.Interpreters;

namespace PyAsync.Loops;

// The loop as the rooms below know it.
public sealed partial class PyEventLoop : IPyScheduler
{
    PyInterpreter IPyScheduler.Interpreter => Interpreter;

    bool IPyScheduler.IsRunning => State is PyEventLoopState.Running;

    T IPyScheduler.Run<T>(Func<T> function, TimeSpan limit, CancellationToken cancellationToken) => Invoke(_ => function(), limit, cancellationToken);

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
}
