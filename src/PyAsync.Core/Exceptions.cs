using System;

namespace PyAsync;

/// <summary>The base of what PyAsync itself reports; <see cref="ErrorId"/> is stable.</summary>
public class PyAsyncException : InvalidOperationException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="errorId">The stable id, without the <c>PyAsync.</c> prefix.</param>
    /// <param name="message">The sentence for the user.</param>
    /// <param name="innerException">What caused it, if anything did.</param>
    public PyAsyncException(string errorId, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        ErrorId = errorId;
    }

    /// <summary>The stable id, without the <c>PyAsync.</c> prefix: <c>LoopExists</c>, <c>NotAwaitable</c>.</summary>
    public string ErrorId { get; }
}

/// <summary>The loop is stopping or has stopped; what was in flight on it ends with this.</summary>
public sealed class LoopStoppedException : PyAsyncException
{
    /// <summary>Makes the exception for a loop of that name.</summary>
    public LoopStoppedException(string loopName)
        : base("LoopStopped", $"The Python event loop '{loopName}' has stopped. Start it again with Start-PyEventLoop -Name '{loopName}'.")
    {
        LoopName = loopName;
    }

    private LoopStoppedException(string loopName, string message, Exception? innerException)
        : base("LoopStopped", message, innerException)
    {
        LoopName = loopName;
    }

    /// <summary>For who waits for the start of a loop that was stopped meanwhile.</summary>
    internal static LoopStoppedException WhileStarting(string loopName, Exception? innerException = null) =>
        new(loopName, $"The Python event loop '{loopName}' was stopped while it was starting. Start it again with Start-PyEventLoop -Name '{loopName}'.", innerException);

    /// <summary>The loop's name.</summary>
    public string LoopName { get; }
}

/// <summary>A value has no counterpart on the other side.</summary>
public sealed class PyConversionException : PyAsyncException
{
    /// <summary>Makes the exception.</summary>
    public PyConversionException(string message, object? value = null, Exception? innerException = null)
        : base("ValueNotConvertible", message, innerException)
    {
        Value = value;
    }

    /// <summary>The value, where it is a .NET one.</summary>
    public object? Value { get; }
}
