using System;
using System.Collections.Generic;
using PyAsync.Conversion;
using PyAsync.CPython;

[assembly: TypeConversion(typeof(NoneConversion))]

namespace PyAsync.Conversion;

/// <summary>DBNull → None; pandas' NaT and NA, which say that there is no value, → null. Null and None have a quick path in <see cref="PyConverter"/>.</summary>
internal sealed class NoneConversion : TypeConversion
{
    public override IReadOnlyList<Type> HostTypes { get; } = [typeof(DBNull)];

    public override IReadOnlyList<string> PythonTypes { get; } = ["pandas._libs.tslibs.nattype.NaTType", "pandas._libs.missing.NAType"];

    public override PyOwned Write(PyWriter writer, object value) => writer.Interpreter.NoneRef.Own();

    public override bool TryRead(PyReader reader, PyBorrowed value, out object? result)
    {
        result = null;
        return true;
    }
}
