using System;
using System.Collections.Generic;
using PyAsync.Calls;
using PyAsync.Loops;

namespace PyAsync.Streams;

/// <summary>Reading Python's async iterables from .NET. Any thread.</summary>
public static class LoopStreams
{
    /// <summary>
    /// Calls a function that gives an async generator (or any async iterable) and reads its items as they come. At most
    /// 256 items wait for the reader, then Python waits. Ending the enumeration early
    /// closes the generator: its <c>finally</c> has run when the enumerator's DisposeAsync returns.
    /// </summary>
    /// <param name="loop">The loop.</param>
    /// <param name="target">What is called; each enumeration calls it anew.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <exception cref="PyAsyncException">The target belongs to another loop (<c>WrongLoop</c>).</exception>
    public static IAsyncEnumerable<T> Stream<T>(this PyEventLoop loop, PyTarget target, PyArguments? arguments = null)
    {
        ArgumentNullException.ThrowIfNull(loop);
        ArgumentNullException.ThrowIfNull(target);
        target.RefuseOther(loop);
        return new PyAsyncSequence<T>(loop, target, arguments ?? PyArguments.None);
    }
}
