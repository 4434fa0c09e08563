using System;
using System.Collections.Generic;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using PyAsync.Conversion;
using PyAsync.CPython;
using PyAsync.Interpreters;

[assembly: TypeConversion(typeof(IntConversion))]

namespace PyAsync.Conversion;

/// <summary>Integers of every size ↔ int, exactly. Int32 and Int64 have a quick path in <see cref="PyConverter"/>.</summary>
internal sealed class IntConversion : TypeConversion
{
    private const int SmallestShared = -128;
    private const int LargestShared = 1023;

    private static readonly object[] s_shared = Boxes();

    public override IReadOnlyList<Type> HostTypes { get; } =
    [
        typeof(byte), typeof(sbyte), typeof(short), typeof(ushort), typeof(uint), typeof(ulong), typeof(nint), typeof(nuint),
        typeof(Int128), typeof(UInt128), typeof(BigInteger),
    ];

    public override IReadOnlyList<string> PythonTypes { get; } = ["builtins.int"];

    public override PyOwned Write(PyWriter writer, object value) => value switch
    {
        byte number => CApi.PyLong_FromLongLong(number).OrThrow(),
        sbyte number => CApi.PyLong_FromLongLong(number).OrThrow(),
        short number => CApi.PyLong_FromLongLong(number).OrThrow(),
        ushort number => CApi.PyLong_FromLongLong(number).OrThrow(),
        uint number => CApi.PyLong_FromLongLong(number).OrThrow(),
        nint number => CApi.PyLong_FromLongLong(number).OrThrow(),
        ulong number => CApi.PyLong_FromUnsignedLongLong(number).OrThrow(),
        nuint number => CApi.PyLong_FromUnsignedLongLong(number).OrThrow(),
        Int128 number => Write(number),
        UInt128 number => Write(number),
        _ => Write((BigInteger)value),
    };

    public override bool TryRead(PyReader reader, PyBorrowed value, out object? result)
    {
        result = Read(value);
        return true;
    }

    /// <summary>Int32, else Int64, else BigInteger. The object is an int or of a class derived from it. Runs no Python code.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static object Read(PyBorrowed value)
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
        return ReadLarge(value);
    }

    private static PyOwned Write(BigInteger value)
    {
        if (value >= long.MinValue && value <= long.MaxValue)
        {
            return CApi.PyLong_FromLongLong((long)value).OrThrow();
        }
        // By base 16, to which Python's limit on digits (3.11) does not apply, and which takes linear time.
        string digits = BigInteger.Abs(value).ToString("x", CultureInfo.InvariantCulture);
        return CApi.PyLong_FromString((value.Sign < 0 ? "-" : "") + digits, 16).OrThrow();
    }

    // Not by to_bytes, which is Python code where a subclass overrides it, and needs keywords.
    private static BigInteger ReadLarge(PyBorrowed value)
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
