using System;
using PyAsync.CPython;

namespace PyAsync.Conversion;

/// <summary>Reads by a <see cref="TypeConversion"/>.</summary>
internal sealed class TypeConversionRule(TypeConversion conversion, LiveRule live) : ReadRule
{
    public override object? Read(PyReader reader, PyBorrowed value)
    {
        try
        {
            return conversion.TryRead(reader, value, out object? result) ? result : live.Read(reader, value);
        }
        catch (Exception error) when (error is ArgumentException or OverflowException or FormatException or InvalidCastException)
        {
            // A class may answer what no value of the type it derives from would, such as a month of 13.
            throw new PyConversionException($"A Python object says of itself what .NET has no value for: {error.Message}", null, error);
        }
    }
}
