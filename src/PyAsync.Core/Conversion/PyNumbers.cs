using System;
using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using PyAsync.CPython;
using PyAsync.Interpreters;

namespace PyAsync.Conversion;

/// <summary>int and Decimal both ways, exactly. On a thread that holds the GIL.</summary>
internal static class PyNumbers
{
    // An integral Decimal with more digits than this stays a Python object: 1E+999999 is no number to write out.
    private const int MostDigits = 10_000;
    private const int SmallestShared = -128;
    private const int LargestShared = 1023;

    /// <summary>A boxed true, shared.</summary>
    public static readonly object True = true;

    /// <summary>A boxed false, shared.</summary>
    public static readonly object False = false;

    private static readonly object[] s_shared = Boxes();
    private static readonly SearchValues<char> s_plainCharacters = SearchValues.Create("-.0123456789");
    private static readonly BigInteger s_largestMantissa = (BigInteger.One << 96) - 1;

    /// <summary>Int32, else Int64, else BigInteger. The object is an int or of a class derived from it. Runs no Python code.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static object FromInt(PyBorrowed value)
    {
        long number = CApi.PyLong_AsLongLongAndOverflow(value, out int overflow);
        if (number is >= SmallestShared and <= LargestShared && overflow == 0)
        {
            return s_shared[number - SmallestShared];
        }
        if (number == (int)number && overflow == 0)
        {
            return (int)number;
        }
        if (overflow == 0)
        {
            return number;
        }
        return FromBigInt(value);
    }

    /// <summary>An int of any size.</summary>
    public static PyOwned ToInt(BigInteger value)
    {
        if (value >= long.MinValue && value <= long.MaxValue)
        {
            return CApi.PyLong_FromLongLong((long)value).OrThrow();
        }
        // By base 16, to which Python's limit on digits (3.11) does not apply, and which takes linear time.
        string digits = BigInteger.Abs(value).ToString("x", CultureInfo.InvariantCulture);
        return CApi.PyLong_FromString((value.Sign < 0 ? "-" : "") + digits, 16).OrThrow();
    }

    /// <summary>
    /// A Decimal's text as decimal where that holds it exactly, else BigInteger where it is integral; NaN and infinities as
    /// double. False where none holds it exactly: too many digits, or too small a number.
    /// </summary>
    public static bool TryFromDecimalText(string text, out object result)
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
        // Zeros behind the digits are given up only as far as it takes to fit.
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

    // Not by to_bytes, which is Python code where a subclass overrides it, and needs keywords.
    private static BigInteger FromBigInt(PyBorrowed value)
    {
        using PyOwned hexadecimal = CApi.PyNumber_ToBase(value, 16).OrThrow();
        ReadOnlySpan<char> text = PyText.FromPython(hexadecimal);
        bool negative = text[0] == '-';
        // A leading zero, as BigInteger would take a first digit above 7 for a sign.
        string digits = string.Concat("0", text[(negative ? 3 : 2)..]);
        BigInteger number = BigInteger.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        return negative ? -number : number;
    }

    private static object[] Boxes()
    {
        object[] boxes = new object[LargestShared - SmallestShared + 1];
        for (int i = 0; i < boxes.Length; i++)
        {
            boxes[i] = i + SmallestShared;
        }
        return boxes;
    }
}
