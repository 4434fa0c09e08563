using System;
using System.Collections.Generic;

namespace PyAsync;

/// <summary>The root of what PyAsync throws: what went wrong by <see cref="Id"/>, and the <see cref="Facts"/> of the message by name.</summary>
public class PyAsyncException : InvalidOperationException
{
    private readonly string? _errorId;

    /// <summary>Makes the exception.</summary>
    /// <param name="id">What went wrong.</param>
    /// <param name="message">The sentence for a person.</param>
    /// <param name="innerException">What caused it, if anything did.</param>
    public PyAsyncException(PyErrorId id, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        Id = id;
    }

    /// <summary>For a layer above, whose ids are its own.</summary>
    internal PyAsyncException(string errorId, string message, Exception? innerException = null)
        : this(PyErrorId.Other, message, innerException)
    {
        _errorId = errorId;
    }

    /// <summary>What went wrong.</summary>
    public PyErrorId Id { get; }

    /// <summary>The stable id as text: the name of <see cref="Id"/>, or the id of a layer above.</summary>
    public virtual string ErrorId => _errorId ?? Id.ToString();

    /// <summary>What the message tells, by name, such as <c>Loop</c>; see <see cref="PyErrorId"/>.</summary>
    public IReadOnlyDictionary<string, object?> Facts { get; init; } = new Dictionary<string, object?>();
}
