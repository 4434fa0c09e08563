using System;
using System.Collections;
using System.Collections.Generic;
using System.Collections.Specialized;
using System.Dynamic;
using System.IO;
using System.Net;
using System.Numerics;
using PyAsync.Objects;
using Xunit;

namespace PyAsync.Tests.Values;

public sealed class ToPythonTests(LoopFixture python)
{
    private enum Signed
    {
        Low = -3,
    }

    private enum Large : ulong
    {
        High = ulong.MaxValue,
    }

    public static TheoryData<object?, string> Scalars => new()
    {
        { null, "x is None" },
        { DBNull.Value, "x is None" },
        { true, "x is True" },
        { 'ä', "x == '\\u00e4'" },
        { "a\0b", "x == 'a\\0b'" },
        { (byte)255, "x == 255" },
        { (sbyte)-128, "x == -128" },
        { (short)-32768, "x == -32768" },
        { (ushort)65535, "x == 65535" },
        { 7, "x == 7 and type(x) is int" },
        { uint.MaxValue, "x == 2**32 - 1" },
        { long.MinValue, "x == -2**63" },
        { ulong.MaxValue, "x == 2**64 - 1" },
        { (nint)(-5), "x == -5" },
        { (nuint)5, "x == 5" },
        { Int128.MinValue, "x == -2**127" },
        { UInt128.MaxValue, "x == 2**128 - 1" },
        { -BigInteger.Pow(3, 7000), "x == -3**7000" },
        { 1.5f, "x == 1.5 and type(x) is float" },
        { (Half)0.5, "x == 0.5" },
        { double.NaN, "x != x" },
        { double.NegativeInfinity, "x == -float('inf')" },
        { 1.20m, "str(x) == '1.20' and type(x).__name__ == 'Decimal'" },
        { decimal.MinValue, "x == -(2**96 - 1)" },
        { new Complex(1, -2), "x == 1-2j" },
        { Signed.Low, "x == -3" },
        { Large.High, "x == 2**64 - 1" },
        { new Guid("00112233-4455-6677-8899-aabbccddeeff"), "str(x) == '00112233-4455-6677-8899-aabbccddeeff' and type(x).__name__ == 'UUID'" },
        { new Uri("https://example.org/a%20b"), "x == 'https://example.org/a%20b'" },
        { new Version(1, 2, 3), "x == '1.2.3'" },
        { IPAddress.Loopback, "x == __import__('ipaddress').IPv4Address('127.0.0.1')" },
        { IPAddress.IPv6Loopback, "x == __import__('ipaddress').IPv6Address('::1')" },
        { new FileInfo("/tmp/a b"), "x == __import__('pathlib').Path('/tmp/a b')" },
        { new DirectoryInfo("/tmp/d"), "x == __import__('pathlib').Path('/tmp/d')" },
    };

    public static TheoryData<object, string> Times => new()
    {
        { new DateTime(2024, 2, 29, 1, 2, 3).AddTicks(4567890), "datetime.datetime(2024, 2, 29, 1, 2, 3, 456789)" },
        { new DateTime(2024, 2, 29, 1, 2, 3, DateTimeKind.Utc), "datetime.datetime(2024, 2, 29, 1, 2, 3, tzinfo=datetime.timezone.utc)" },
        { DateTime.MaxValue, "datetime.datetime.max" },
        { DateTime.MinValue, "datetime.datetime.min" },
        { new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.FromMinutes(-90)), "datetime.datetime(2024, 1, 1, tzinfo=datetime.timezone(datetime.timedelta(minutes=-90)))" },
        { new DateOnly(1, 1, 1), "datetime.date(1, 1, 1)" },
        { new TimeOnly(23, 59, 59).Add(TimeSpan.FromMicroseconds(999999)), "datetime.time(23, 59, 59, 999999)" },
        { TimeSpan.FromMicroseconds(-1), "datetime.timedelta(microseconds=-1)" },
        { new TimeSpan(-3, 4, 5, 6, 7), "-datetime.timedelta(days=3) + datetime.timedelta(hours=4, minutes=5, seconds=6, milliseconds=7)" },
    };

    public static TheoryData<object, string> Containers => new()
    {
        { Array.Empty<object>(), "x == []" },
        { new object?[] { 1, null, "a" }, "x == [1, None, 'a']" },
        { new[] { "a", "b" }, "x == ['a', 'b']" },
        { new List<object?> { 1, 2.5 }, "x == [1, 2.5]" },
        { new List<int> { 1, 2 }, "x == [1, 2]" },
        { new ArrayList { 1, "b" }, "x == [1, 'b']" },
        { new object[,] { { 1, 2 }, { 3, 4 } }, "x == [[1, 2], [3, 4]]" },
        { Lazy(), "x == [0, 1, 2]" },
        { (1, "b", (object?)null), "x == (1, 'b', None)" },
        { Tuple.Create(1), "x == (1,)" },
        { new KeyValuePair<string, int>("k", 1), "x == ('k', 1)" },
        { new DictionaryEntry("k", 1), "x == ('k', 1)" },
        { new HashSet<int> { 1, 2 }, "x == {1, 2} and type(x) is set" },
        { new Dictionary<string, object?> { ["b"] = 1, ["a"] = null }, "list(x.items()) == [('b', 1), ('a', None)]" },
        { new Dictionary<int, string> { [5] = "x" }, "x == {5: 'x'}" },
        { new Hashtable { ["k"] = new object[] { 1 } }, "x == {'k': [1]}" },
        { new OrderedDictionary { ["z"] = 1, ["a"] = 2 }, "list(x) == ['z', 'a']" },
        { new Dictionary<object, object?> { [new object[] { 1, 2 }] = 3, [DBNull.Value] = 4 }, "x == {(1, 2): 3, None: 4}" },
        { new Pairs(), "x == {'a': 1, 'b': [2]}" },
        { new byte[] { 0, 255 }, "x == b'\\x00\\xff' and type(x) is bytes" },
        { new[] { 'a', 'b' }, "x == ['a', 'b']" },
    };

    [Theory]
    [MemberData(nameof(Scalars))]
    public void A_dotnet_scalar_becomes_its_Python_counterpart(object? value, string check) => Assert.Equal(true, python.Ask(value, check));

    [Theory]
    [MemberData(nameof(Times))]
    public void A_dotnet_time_becomes_its_Python_counterpart(object value, string expected)
    {
        python.Run("import datetime");
        Assert.Equal(true, python.Ask(value, $"x == {expected} and type(x) is type({expected}) and getattr(x, 'tzinfo', None) == getattr({expected}, 'tzinfo', None)"));
    }

    [Theory]
    [MemberData(nameof(Containers))]
    public void A_dotnet_container_becomes_its_Python_counterpart(object value, string check) => Assert.Equal(true, python.Ask(value, check));

    [Fact]
    public void A_local_time_keeps_its_moment()
    {
        DateTime local = new(2024, 7, 1, 12, 0, 0, DateTimeKind.Local);
        Assert.Equal(new DateTimeOffset(local), python.RoundTrip(local));
        Assert.Equal(true, python.Ask(local, "x.tzinfo is not None"));
    }

    [Fact]
    public void An_ExpandoObject_becomes_a_dict()
    {
        dynamic value = new ExpandoObject();
        value.name = "n";
        Assert.Equal(true, python.Ask((object)value, "x == {'name': 'n'}"));
    }

    [Fact]
    public void A_live_object_and_an_exception_of_Python_go_back_as_themselves()
    {
        PyObject live = (PyObject)python.Run("class Thing: pass\nthing = Thing()\nerror = ValueError('v')\nthing")!;
        Assert.Equal(true, python.Ask(live, "x is thing"));
        PyException error = (PyException)python.Read("error")!;
        Assert.Equal(true, python.Ask(error, "x is error"));
        Assert.Equal(true, python.Ask(new InvalidOperationException("host"), "type(x).__name__ == 'HostError' and 'host' in str(x)"));
    }

    [Fact]
    public void A_value_that_cannot_be_converted_is_named_with_its_place()
    {
        Hashtable odd = [];
        odd["self"] = odd;
        Dictionary<string, object?> value = new() { ["list"] = new object[] { 1, new Dictionary<string, object?> { ["name"] = odd } } };
        PyConversionException error = Assert.Throws<PyConversionException>(() => python.Ask(value, "x"));
        Assert.Contains("'System.Collections.Hashtable'", error.Message, StringComparison.Ordinal);
        Assert.Contains("list[1].name", error.Message, StringComparison.Ordinal);
        Assert.Equal("ValueNotConvertible", error.ErrorId);
    }

    [Fact]
    public void A_value_that_contains_itself_is_refused()
    {
        List<object?> list = [1];
        list.Add(new object?[] { list });
        PyConversionException error = Assert.Throws<PyConversionException>(() => python.Ask(list, "x"));
        Assert.Contains("contains itself", error.Message, StringComparison.Ordinal);
        Hashtable table = [];
        table["self"] = table;
        Assert.Contains(" at self contains itself", Assert.Throws<PyConversionException>(() => python.Ask(table, "x")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_object_twice_is_no_cycle()
    {
        object[] shared = [1];
        Assert.Equal(true, python.Ask(new object[] { shared, shared }, "x == [[1], [1]]"));
    }

    [Fact]
    public void A_value_is_refused_only_beyond_the_greatest_depth()
    {
        Assert.Equal(true, python.Ask(Nested(PyConversion.DefaultMaxDepth), "type(x) is list"));
        PyConversionException error = Assert.Throws<PyConversionException>(() => python.Ask(Nested(PyConversion.DefaultMaxDepth + 1), "x"));
        Assert.Contains("nested deeper than 200 levels", error.Message, StringComparison.Ordinal);
        Assert.Throws<PyConversionException>(() => python.Ask(Nested(100_000), "x"));
    }

    private static object Nested(int depth)
    {
        object value = 1;
        for (int i = 0; i < depth; i++)
        {
            value = new object[] { value };
        }
        return value;
    }

    private static IEnumerable<int> Lazy()
    {
        for (int i = 0; i < 3; i++)
        {
            yield return i;
        }
    }

    private sealed class Pairs : IEnumerable<KeyValuePair<string, object?>>
    {
        public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
        {
            yield return new("a", 1);
            yield return new("b", new object[] { 2 });
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
