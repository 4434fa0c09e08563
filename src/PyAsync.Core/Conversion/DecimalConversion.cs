using System;
using System.Buffers;
using System.Collections.Generic;
using System.Globalization;
using System.Numerics;
using PyAsync.Conversion;
using PyAsync.CPython;
using PyAsync.Interpreters;

[assembly: TypeConversion(typeof(DecimalConversion))]

namespace PyAsync.Conversion;

/// <summary>decimal ↔ decimal.Decimal: read as decimal, BigInteger or double, whichever is the same number; live where none is.</summary>
internal sealed class DecimalConversion : TypeConversion
{
    // An integral Decimal with more digits than this stays a Python object: 1E+999999 is no number to write out.
    private const int MostDigits = 10_000;

    private static readonly SearchValues<char> s_plainCharacters = SearchValues.Create("-.0123456789");
    private static readonly BigInteger s_largestMantissa = (BigInteger.One << 96) - 1;

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
        bool isNumber = TryFromText(PyText.FromPython(text), out object number);
        result = number;
        return isNumber;
    }

    // As decimal where that holds it exactly, else BigInteger where it is integral; NaN and infinities as double. False
    // where none holds it exactly: too many digits, or too small a number.
    private static bool TryFromText(string text, out object result)
    {
        // 28 digits without an exponent always fit, and decimal keeps trailing zeros as Decimal does.
        if (text.Length <= 28 && text.AsSpan().IndexOfAnyExcept(s_plainCharacters) < 0)
        {
            result = decimal.Parse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
            return true;
        }
        if (text.EndsWith("Infinity", StringComparison.Ordinal))
        {
            result = text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
            return true;
        }
        if (text.Contains("NaN", StringComparison.Ordinal))
        {
            result = double.NaN;
            return true;
        }
        return TryFromDigits(text, out result);
    }

    private static bool TryFromDigits(string text, out object result)
    {
        int mark = text.IndexOf('E', StringComparison.Ordinal);
        string mantissa = mark < 0 ? text : text[..mark];
        long exponent = mark < 0 ? 0 : long.Parse(text.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        int point = mantissa.IndexOf('.', StringComparison.Ordinal);
        if (point >= 0)
        {
            exponent -= mantissa.Length - point - 1;
            mantissa = mantissa.Remove(point, 1);
        }
        result = 0;
        if (mantissa.Length > MostDigits)
        {
            return false;
        }
        bool negative = mantissa[0] == '-';
        BigInteger digits = BigInteger.Abs(BigInteger.Parse(mantissa, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture));
        // Zeros behind the digits are cut off only as far as it takes to fit.
        while (exponent < 0 && (exponent < -28 || digits > s_largestMantissa) && !digits.IsZero && (digits % 10).IsZero)
        {
            digits /= 10;
            exponent++;
        }
        if (digits.IsZero)
        {
            exponent = Math.Clamp(exponent, -28, 0);
        }
        if (exponent > 0 && exponent + mantissa.Length <= MostDigits)
        {
            digits *= BigInteger.Pow(10, (int)exponent);
            exponent = 0;
        }
        if (exponent is <= 0 and >= -28 && digits <= s_largestMantissa)
        {
            UInt128 bits = (UInt128)digits;
            result = new decimal((int)(uint)bits, (int)(uint)(bits >> 32), (int)(uint)(bits >> 64), negative, (byte)-exponent);
            return true;
        }
        if (exponent == 0)
        {
            result = negative ? -digits : digits;
            return true;
        }
        // A double would be another number, and nobody would be told.
        return false;
    }
}
