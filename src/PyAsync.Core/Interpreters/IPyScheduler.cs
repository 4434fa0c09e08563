using System;
using System.Threading;
using PyAsync.CPython;

namespace PyAsync.Interpreters;

/// <summary>
/// Runs what touches Python where an interpreter runs: an event loop's thread. Live objects, values and exceptions know
/// this, and no loop. Any thread, unless a member says otherwise.
/// </summary>
internal interface IPyScheduler
{
    /// <summary>The name for messages.</summary>
    string Name { get; }

    /// <summary>The interpreter that its thread runs.</summary>
    PyInterpreter Interpreter { get; }

    /// <summary>Whether the calling thread is its own.</summary>
    bool IsCurrent { get; }

    /// <summary>Whether it takes work.</summary>
    bool IsRunning { get; }

    /// <summary>Runs a function on its thread with the GIL held, and waits for it.</summary>
    /// <exception cref="PyAsyncException">It takes no work, or was too busy for as long as <paramref name="limit"/>.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    T Run<T>(Func<T> function, TimeSpan limit, CancellationToken cancellationToken = default);

    /// <summary>Queues a reference to be released on its thread; false where that has ended.</summary>
    bool TryRelease(nint reference);

    /// <summary>Refuses an object that is bound to another scheduler and would fail on this one. On its thread.</summary>
    /// <exception cref="PyAsyncException">The object is bound to another (<c>WrongLoop</c>).</exception>
    void RefuseBound(PyBorrowed value, string typeName);
}
