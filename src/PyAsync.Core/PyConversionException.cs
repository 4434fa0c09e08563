using System;

namespace PyAsync;

/// <summary>A value has no counterpart on the other side.</summary>
public sealed class PyConversionException : PyAsyncException
{
    /// <summary>Makes the exception.</summary>
    public PyConversionException(string message, object? value = null, Exception? innerException = null)
        : base(PyErrorId.ValueNotConvertible, message, innerException)
    {
        Value = value;
    }

    /// <summary>The value, where it is a .NET one.</summary>
    public object? Value { get; }
}
