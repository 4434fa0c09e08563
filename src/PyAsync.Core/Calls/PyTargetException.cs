using System;
using System.Collections.Generic;

namespace PyAsync.Calls;

/// <summary>What was to be called cannot be: a module that does not import, a function that is not there, a syntax error.</summary>
public sealed class PyTargetException : PyAsyncException
{
    internal PyTargetException(PyTarget target, Exception cause)
        : base(PyErrorId.TargetNotFound, cause.Message, cause)
    {
        Target = target;
        Facts = new Dictionary<string, object?> { ["Target"] = target.ToString() };
    }

    /// <summary>What could not be called.</summary>
    public PyTarget Target { get; }
}
