using System;
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
    /// <param name="function">What to run.</param>
    /// <param name="wait">How this thread waits; null for half a minute at most.</param>
    /// <exception cref="PyAsyncException">It takes no work, or was too busy for as long as the wait lasts.</exception>
    T Run<T>(Func<T> function, IWorkWait? wait);

    /// <summary>
    /// The same for a look that is worth a moment only, such as what is shown of an object. False where there is no answer
    /// within that moment; and at once, while the scheduler has not even come to an earlier look.
    /// </summary>
    /// <param name="function">What to run.</param>
    /// <param name="result">What it gives.</param>
    /// <param name="place">Where the scheduler's thread is instead, as far as that is known.</param>
    /// <exception cref="PyAsyncException">It takes no work.</exception>
    bool TryRun<T>(Func<T> function, out T? result, out string? place);

    /// <summary>Queues a reference to be released on its thread; false where that has ended.</summary>
    bool TryRelease(nint reference);

    /// <summary>Refuses an object that is bound to another scheduler and would fail on this one. On its thread.</summary>
    /// <exception cref="PyAsyncException">The object is bound to another (<c>WrongLoop</c>).</exception>
    void RefuseBound(PyBorrowed value, string typeName);
}
