using System;
using System.Collections.Generic;
using PyAsync.Conversion;
using PyAsync.CPython;
using PyAsync.Interpreters;

[assembly: TypeConversion(typeof(FloatConversion))]

namespace PyAsync.Conversion;

/// <summary>Single and Half ↔ float, which is read as Double. Double has a quick path in <see cref="PyConverter"/>.</summary>
internal sealed class FloatConversion : TypeConversion
{
    public override IReadOnlyList<Type> HostTypes { get; } = [typeof(float), typeof(Half)];

    public override IReadOnlyList<string> PythonTypes { get; } = ["builtins.float"];

    public override PyOwned Write(PyWriter writer, object value) =>
        CApi.PyFloat_FromDouble(value is float number ? number : (double)(Half)value).OrThrow();

    public override bool TryRead(PyReader reader, PyBorrowed value, out object? result)
    {
        result = CApi.PyFloat_AsDouble(value);
        return true;
    }
}
