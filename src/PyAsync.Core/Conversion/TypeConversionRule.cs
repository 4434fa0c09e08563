using PyAsync.CPython;

namespace PyAsync.Conversion;

/// <summary>Reads by a <see cref="TypeConversion"/>.</summary>
internal sealed class TypeConversionRule(TypeConversion conversion, LiveRule live) : ReadRule
{
    public override object? Read(PyReader reader, PyBorrowed value) =>
        conversion.TryRead(reader, value, out object? result) ? result : live.Read(reader, value);
}
