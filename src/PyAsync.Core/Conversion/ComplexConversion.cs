using System;
using System.Collections.Generic;
using System.Numerics;
using PyAsync.Conversion;
using PyAsync.CPython;
using PyAsync.Interpreters;

[assembly: TypeConversion(typeof(ComplexConversion))]

namespace PyAsync.Conversion;

/// <summary>Complex ↔ complex.</summary>
internal sealed class ComplexConversion : TypeConversion
{
    public override IReadOnlyList<Type> HostTypes { get; } = [typeof(Complex)];

    public override IReadOnlyList<string> PythonTypes { get; } = ["builtins.complex"];

    public override PyOwned Write(PyWriter writer, object value)
    {
        Complex number = (Complex)value;
        return CApi.PyComplex_FromDoubles(number.Real, number.Imaginary).OrThrow();
    }

    public override bool TryRead(PyReader reader, PyBorrowed value, out object? result)
    {
        result = new Complex(CApi.PyComplex_RealAsDouble(value), CApi.PyComplex_ImagAsDouble(value));
        return true;
    }
}
