using System;
using System.Collections.Generic;
using PyAsync.Conversion;
using PyAsync.CPython;
using PyAsync.Interpreters;

[assembly: TypeConversion(typeof(TextConversion))]

namespace PyAsync.Conversion;

/// <summary>Char, Uri and Version ↔ str, which is read as String. String has a quick path in <see cref="PyConverter"/>.</summary>
internal sealed class TextConversion : TypeConversion
{
    public override IReadOnlyList<Type> HostTypes { get; } = [typeof(char), typeof(Uri), typeof(Version)];

    public override IReadOnlyList<string> PythonTypes { get; } = ["builtins.str"];

    // A Uri as it was written: ToString() would decode it.
    public override PyOwned Write(PyWriter writer, object value) => PyText.ToPython(value is Uri uri ? uri.OriginalString : value.ToString()!).OrThrow();

    public override bool TryRead(PyReader reader, PyBorrowed value, out object? result)
    {
        result = PyText.FromPython(value);
        return true;
    }
}
