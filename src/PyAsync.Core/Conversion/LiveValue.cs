using System;

namespace PyAsync.Conversion;

/// <summary>
/// A .NET object that is to cross to Python alive although its type has a counterpart there that it would be copied to: a
/// list that Python is to fill, a dictionary, a file.
/// </summary>
/// <param name="value">The object.</param>
public sealed class LiveValue(object value)
{
    /// <summary>The object.</summary>
    public object Value { get; } = value ?? throw new ArgumentNullException(nameof(value));
}
