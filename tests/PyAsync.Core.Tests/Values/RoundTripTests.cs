using System;
using System.Collections.Generic;
using System.Collections.Specialized;
using System.Numerics;
using Xunit;

namespace PyAsync.Tests.Values;

public sealed class RoundTripTests(LoopFixture python)
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Any_nested_value_survives_the_way_to_Python_and_back(int seed)
    {
        Random random = new(seed);
        for (int i = 0; i < 300; i++)
        {
            object? value = Any(random, 4);
            AssertSame(value, python.RoundTrip(value), $"seed {seed}, value {i}");
        }
    }

    [Theory]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(128)]
    [InlineData(10_000)]
    [InlineData(200_000)]
    public void An_int_of_any_size_survives(int bits)
    {
        BigInteger power = BigInteger.One << bits;
        foreach (BigInteger value in new[] { power, power - 1, power + 1, -power, -power - 1, -power + 1 })
        {
            Assert.Equal(value, python.RoundTrip(value));
        }
    }

    [Theory]
    [InlineData("\ud800")]
    [InlineData("a\udfffb")]
    [InlineData("\udc00\ud800")]
    [InlineData("\ud83d\udc0d\ud83d")]
    public void A_lone_surrogate_survives(string text)
    {
        Assert.Equal(text, python.RoundTrip(text));
        string longer = new string('x', 400) + text;
        Assert.Equal(longer, python.RoundTrip(longer));
        OrderedDictionary dictionary = (OrderedDictionary)python.RoundTrip(new Dictionary<string, object?> { [text] = text })!;
        Assert.Equal(text, dictionary[text]);
    }

    [Fact]
    public void A_NaN_keeps_being_one_and_minus_zero_keeps_its_sign()
    {
        Assert.Equal(double.NaN, python.RoundTrip(double.NaN));
        Assert.Equal(BitConverter.DoubleToInt64Bits(-0.0), BitConverter.DoubleToInt64Bits((double)python.RoundTrip(-0.0)!));
    }

    private static object? Any(Random random, int depth)
    {
        int kind = random.Next(depth > 0 ? 20 : 15);
        return kind switch
        {
            0 => null,
            1 => random.Next(2) == 0,
            2 => random.Next(-2000, 2000),
            3 => random.Next(),
            4 => random.NextInt64(1L << 31, long.MaxValue) * (random.Next(2) == 0 ? 1 : -1),
            5 => Large(random),
            6 => BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue)),
            7 => new decimal(random.Next(), random.Next(), random.Next(), random.Next(2) == 0, (byte)random.Next(29)),
            8 => Text(random),
            9 => new DateTime(Microseconds(random, DateTime.MaxValue.Ticks)),
            10 => new DateTimeOffset(Microseconds(random, TimeSpan.TicksPerDay * 700_000) + (TimeSpan.TicksPerDay * 1000), TimeSpan.FromMinutes(random.Next(-840, 841))),
            11 => DateOnly.FromDayNumber(random.Next(DateOnly.MaxValue.DayNumber)),
            12 => new TimeSpan(Microseconds(random, long.MaxValue) * (random.Next(2) == 0 ? 1 : -1)),
            13 => Guid.NewGuid(),
            14 => Bytes(random),
            15 or 16 => Items(random, depth),
            17 => new Complex(random.NextDouble(), random.NextDouble()),
            _ => Named(random, depth),
        };
    }

    private static long Microseconds(Random random, long most) => random.NextInt64(most / 10) * 10;

    private static BigInteger Large(Random random)
    {
        byte[] bytes = new byte[random.Next(9, 200)];
        random.NextBytes(bytes);
        // A top byte that keeps it beyond 64 bits.
        bytes[^1] = (byte)(random.Next(2) == 0 ? 0x40 : 0xB0);
        return new BigInteger(bytes);
    }

    private static byte[] Bytes(Random random)
    {
        byte[] bytes = new byte[random.Next(20)];
        random.NextBytes(bytes);
        return bytes;
    }

    private static string Text(Random random)
    {
        char[] text = new char[random.Next(random.Next(4) == 0 ? 600 : 12)];
        for (int i = 0; i < text.Length; i++)
        {
            text[i] = random.Next(8) == 0 ? (char)random.Next(0x10000) : (char)random.Next(128);
        }
        return new string(text);
    }

    private static object?[] Items(Random random, int depth)
    {
        object?[] items = new object?[random.Next(5)];
        for (int i = 0; i < items.Length; i++)
        {
            items[i] = Any(random, depth - 1);
        }
        return items;
    }

    private static OrderedDictionary Named(Random random, int depth)
    {
        OrderedDictionary named = new(StringComparer.Ordinal);
        int count = random.Next(5);
        for (int i = 0; i < count; i++)
        {
            named[random.Next(3) == 0 ? Text(random) : "key" + i] = Any(random, depth - 1);
        }
        return named;
    }

    private static void AssertSame(object? expected, object? actual, string where)
    {
        switch (expected)
        {
            case object?[] items:
                object?[] others = Assert.IsType<object?[]>(actual);
                Assert.Equal(items.Length, others.Length);
                for (int i = 0; i < items.Length; i++)
                {
                    AssertSame(items[i], others[i], where);
                }
                break;
            case OrderedDictionary named:
                OrderedDictionary other = Assert.IsType<OrderedDictionary>(actual);
                Assert.Equal(named.Count, other.Count);
                string[] keys = new string[named.Count];
                string[] otherKeys = new string[named.Count];
                named.Keys.CopyTo(keys, 0);
                other.Keys.CopyTo(otherKeys, 0);
                for (int i = 0; i < keys.Length; i++)
                {
                    Assert.True(string.Equals(keys[i], otherKeys[i], StringComparison.Ordinal), where);
                    AssertSame(named[i], other[i], where);
                }
                break;
            case string text:
                Assert.True(string.Equals(text, Assert.IsType<string>(actual), StringComparison.Ordinal), where);
                break;
            case double number:
                // A signalling NaN may become a quiet one in the processor.
                Assert.True(number.Equals(Assert.IsType<double>(actual)), where);
                break;
            default:
                Assert.Equal(expected, actual);
                Assert.Equal(expected?.GetType(), actual?.GetType());
                break;
        }
    }
}
