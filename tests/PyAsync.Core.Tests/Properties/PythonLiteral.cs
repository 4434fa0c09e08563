using System;
using System.Collections.Generic;
using System.Collections.Specialized;
using System.Globalization;
using System.Linq;
using System.Numerics;
using System.Text;
using CsCheck;

namespace PyAsync.Tests.Properties;

/// <summary>A .NET value, and the Python expression of what it is in Python.</summary>
internal sealed record PythonLiteral(object? Value, string Python)
{
    private static readonly Gen<PythonLiteral> s_scalar = Gen.Frequency(
        (1, Gen.Const(new PythonLiteral(null, "None"))),
        (1, Gen.Bool.Select(value => new PythonLiteral(value, value ? "True" : "False"))),
        (3, Gen.Int[-300, 1100].Select(value => Int(value))),
        (2, Gen.Int.Select(value => Int(value))),
        (2, Gen.Long.Select(value => Int(value))),
        (2, Gen.Byte.Array[9, 40].Select(bytes => Int(new BigInteger(bytes)))),
        (3, Gen.Double.Select(Float)),
        (1, Choice.Of(double.NaN, double.PositiveInfinity, double.NegativeInfinity, -0.0, double.Epsilon, double.MaxValue).Select(Float)),
        (4, Text().Select(String)),
        (2, Gen.Byte.Array[0, 40].Select(bytes => new PythonLiteral(bytes, $"bytes.fromhex('{Convert.ToHexString(bytes)}')"))));

    /// <summary>Any value, nested up to a depth.</summary>
    public static Gen<PythonLiteral> Any(int depth) => depth == 0
        ? s_scalar
        : Gen.Frequency(
            (4, s_scalar),
            (1, Any(depth - 1).Array[0, 6].Select(items => new PythonLiteral(
                items.Select(item => item.Value).ToArray(), $"[{string.Join(", ", items.Select(item => item.Python))}]"))),
            (1, Gen.Select(Text(), Any(depth - 1)).Array[0, 6].Select(Named)));

    /// <summary>Text of every kind of character, lone surrogates among them.</summary>
    public static Gen<string> Text() => Gen.Frequency(
        (4, Gen.Char[' ', '~'].Array[0, 30]),
        (2, Gen.Char['\0', '\u00ff'].Array[0, 30]),
        (2, Gen.Char.Array[0, 30]),
        (1, Choice.Of('\ud83d', '\udc0d', '\ud800', '\udfff', 'a', '€').Array[0, 12])).Select(characters => new string(characters));

    /// <summary>A str of this text.</summary>
    public static string Quote(string text)
    {
        StringBuilder quoted = new("'");
        for (int i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                quoted.Append(CultureInfo.InvariantCulture, $"\\U{char.ConvertToUtf32(text[i], text[++i]):x8}");
            }
            else
            {
                quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)text[i]:x4}");
            }
        }
        return quoted.Append('\'').ToString();
    }

    /// <summary>Whether a value that came from Python is that value, and of just its type.</summary>
    public static bool AreSame(object? expected, object? actual) => expected switch
    {
        object?[] items => actual is object?[] others && items.Length == others.Length && items.Zip(others).All(pair => AreSame(pair.First, pair.Second)),
        OrderedDictionary named => actual is OrderedDictionary others && AreSame(Pairs(named), Pairs(others)),
        byte[] bytes => actual is byte[] others && bytes.AsSpan().SequenceEqual(others),
        string text => actual is string other && string.Equals(text, other, StringComparison.Ordinal),
        double number => actual is double other && (double.IsNaN(number) ? double.IsNaN(other) : BitConverter.DoubleToInt64Bits(number) == BitConverter.DoubleToInt64Bits(other)),
        null => actual is null,
        _ => expected.Equals(actual) && expected.GetType() == actual.GetType(),
    };

    private static object?[] Pairs(OrderedDictionary dictionary) =>
        [.. dictionary.Keys.Cast<object?>(), .. dictionary.Values.Cast<object?>()];

    // The smallest type that holds it, as an int comes out.
    private static PythonLiteral Int(BigInteger value)
    {
        object smallest = value;
        if (value >= int.MinValue && value <= int.MaxValue)
        {
            smallest = (int)value;
        }
        else if (value >= long.MinValue && value <= long.MaxValue)
        {
            smallest = (long)value;
        }
        return new PythonLiteral(smallest, $"({value.ToString(CultureInfo.InvariantCulture)})");
    }

    private static PythonLiteral Float(double value) =>
        new(value, $"__import__('struct').unpack('<d', bytes.fromhex('{Convert.ToHexString(BitConverter.GetBytes(value))}'))[0]");

    private static PythonLiteral String(string text) => new(text, Quote(text));

    private static PythonLiteral Named((string Key, PythonLiteral Item)[] pairs)
    {
        OrderedDictionary named = new(StringComparer.Ordinal);
        List<string> python = [];
        foreach ((string key, PythonLiteral item) in pairs.DistinctBy(pair => pair.Key, StringComparer.Ordinal))
        {
            named[key] = item.Value;
            python.Add($"{Quote(key)}: {item.Python}");
        }
        return new PythonLiteral(named, $"{{{string.Join(", ", python)}}}");
    }
}
