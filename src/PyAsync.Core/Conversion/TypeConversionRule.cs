using PyAsync.CPython;

namespace PyAsync.Conversion;

/// <summary>Reads by a <see cref="TypeConversion"/>.</summary>
internal sealed class TypeConversionRule(TypeConversion conversion, string typeName) : ReadRule
{
    private readonly LiveRule _live = new(typeName, 0);

    public override object? Read(PyReader reader, PyBorrowed value) =>
        conversion.TryRead(reader, value, out object? result) ? result : _live.Read(reader, value);
}
