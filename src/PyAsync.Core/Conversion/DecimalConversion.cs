using System;
using System.Collections.Generic;
using System.Globalization;
using PyAsync.Conversion;
using PyAsync.CPython;
using PyAsync.Interpreters;

[assembly: TypeConversion(typeof(DecimalConversion))]

namespace PyAsync.Conversion;

/// <summary>decimal ↔ decimal.Decimal: read as decimal, BigInteger or double, whichever is the same number; live where none is.</summary>
internal sealed class DecimalConversion : TypeConversion
{
    private readonly PyClass _decimal = new("decimal", "Decimal");
    private nint _text;

    public override IReadOnlyList<Type> HostTypes { get; } = [typeof(decimal)];

    public override IReadOnlyList<string> PythonTypes { get; } = ["decimal.Decimal"];

    public override PyOwned Write(PyWriter writer, object value) => Call(_decimal.Reference, ((decimal)value).ToString(CultureInfo.InvariantCulture));

    public override bool TryRead(PyReader reader, PyBorrowed value, out object? result)
    {
        if (_text == 0)
        {
            // Decimal's own: a class derived from it may say something else.
            _text = CApi.GetAttribute(_decimal.Reference, "__str__"u8).OrThrow().Detach();
        }
        using PyOwned text = CApi.Call(new PyBorrowed(_text), value).OrThrow();
        bool isNumber = PyNumbers.TryFromDecimalText(PyText.FromPython(text), out object number);
        result = number;
        return isNumber;
    }
}
