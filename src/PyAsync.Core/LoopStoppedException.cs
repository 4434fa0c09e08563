using System;
using System.Collections.Generic;

namespace PyAsync;

/// <summary>The loop is stopping or has stopped; what was in flight on it ends with this.</summary>
public sealed class LoopStoppedException : PyAsyncException
{
    /// <summary>Makes the exception for a loop of that name.</summary>
    public LoopStoppedException(string loopName)
        : this(loopName, $"The Python event loop '{loopName}' has stopped.", null)
    {
    }

    private LoopStoppedException(string loopName, string message, Exception? innerException)
        : base(PyErrorId.LoopStopped, message, innerException)
    {
        LoopName = loopName;
        Facts = new Dictionary<string, object?> { ["Loop"] = loopName };
    }

    /// <summary>The loop's name.</summary>
    public string LoopName { get; }

    /// <summary>What was awaited when the loop stopped, as text; null where nothing was.</summary>
    public string? Awaited { get; private init; }

    /// <summary>For who waits for the start of a loop that was stopped meanwhile.</summary>
    internal static LoopStoppedException WhileStarting(string loopName, Exception? innerException = null) =>
        new(loopName, $"The Python event loop '{loopName}' was stopped while it was starting.", innerException);

    /// <summary>For an await that the loop's stop has ended, or that came too late.</summary>
    internal static LoopStoppedException DuringAwait(string loopName, string awaited) =>
        new(loopName, $"The Python event loop '{loopName}' has stopped, and with it the await of {awaited}.", null) { Awaited = awaited };
}
