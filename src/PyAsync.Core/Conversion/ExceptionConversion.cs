using System;
using System.Collections.Generic;
using PyAsync.Conversion;
using PyAsync.CPython;
using PyAsync.Objects;

[assembly: TypeConversion(typeof(ExceptionConversion))]

namespace PyAsync.Conversion;

/// <summary>Exception ↔ BaseException.</summary>
internal sealed class ExceptionConversion : TypeConversion
{
    public override IReadOnlyList<Type> HostTypes { get; } = [typeof(Exception)];

    public override IReadOnlyList<string> PythonTypes { get; } = ["builtins.BaseException"];

    public override PyOwned Write(PyWriter writer, object value) => writer.Interpreter.Exceptions.ToPython((Exception)value);

    public override bool TryRead(PyReader reader, PyBorrowed value, out object? result)
    {
        result = reader.Interpreter.Exceptions.Describe(value);
        return true;
    }
}
