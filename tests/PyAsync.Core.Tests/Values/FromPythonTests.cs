using System;
using System.Collections.Generic;
using System.Collections.Specialized;
using System.Net;
using System.Numerics;
using PyAsync.Objects;
using Xunit;

namespace PyAsync.Tests.Values;

public sealed class FromPythonTests(LoopFixture python)
{
    private const string Imports = "import collections, datetime, decimal, enum, ipaddress, pathlib, uuid, types, array, os\n";

    public static TheoryData<string, object> Values => new()
    {
        { "1-2j", new Complex(1, -2) },
        { "decimal.Decimal('1.20')", 1.20m },
        { "decimal.Decimal('-79228162514264337593543950335')", decimal.MinValue },
        { "decimal.Decimal('79228162514264337593543950336')", BigInteger.Pow(2, 96) },
        { "decimal.Decimal('1E+30')", BigInteger.Pow(10, 30) },
        { "decimal.Decimal('1E+5')", 100000m },
        { "decimal.Decimal('1E-28')", 0.0000000000000000000000000001m },
        { "decimal.Decimal('7.9228162514264337593543950335')", 7.9228162514264337593543950335m },
        { "decimal.Decimal('1.5000000000000000000000000000000000000')", 1.5m },
        { "decimal.Decimal('NaN')", double.NaN },
        { "decimal.Decimal('-Infinity')", double.NegativeInfinity },
        { "decimal.Decimal('0E+10')", 0m },
        { "datetime.datetime(2024, 2, 29, 1, 2, 3, 456789)", new DateTime(2024, 2, 29, 1, 2, 3).AddTicks(4567890) },
        { "datetime.datetime(2024, 1, 1, tzinfo=datetime.timezone(datetime.timedelta(hours=5, minutes=30)))", new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.FromMinutes(330)) },
        { "datetime.datetime.max", DateTime.MaxValue.AddTicks(-9) },
        { "datetime.date(2024, 2, 29)", new DateOnly(2024, 2, 29) },
        { "datetime.time(1, 2, 3, 4)", new TimeOnly(1, 2, 3).Add(TimeSpan.FromMicroseconds(4)) },
        { "datetime.timedelta(days=-1, microseconds=1)", TimeSpan.FromDays(-1) + TimeSpan.FromMicroseconds(1) },
        { "uuid.UUID('00112233-4455-6677-8899-aabbccddeeff')", new Guid("00112233-4455-6677-8899-aabbccddeeff") },
        { "ipaddress.ip_address('10.0.0.1')", IPAddress.Parse("10.0.0.1") },
        { "ipaddress.ip_address('fe80::1')", IPAddress.Parse("fe80::1") },
        { "pathlib.Path('a/b')", "a/b" },
        { "enum.IntEnum('Level', 'low high').high", 2 },
        { "enum.Enum('Text', {'A': 'a'}, type=str).A", "a" },
        { "type('T', (str,), {})('sub')", "sub" },
        { "type('N', (int,), {})(2**40)", 1L << 40 },
        { "type('F', (float,), {})(2.5)", 2.5 },
        { "type('L', (list,), {})([1])", new object?[] { 1 } },
        { "[]", Array.Empty<object?>() },
        { "()", Array.Empty<object?>() },
        { "[1, None, [True]]", new object?[] { 1, null, new object?[] { true } } },
        { "(1, ('a',))", new object?[] { 1, new object?[] { "a" } } },
        { "b'\\x00\\xff'", new byte[] { 0, 255 } },
        { "bytearray(b'ab')", new byte[] { 97, 98 } },
    };

    public static TheoryData<string> LiveValues =>
    [
        "datetime.datetime(2024, 1, 1, tzinfo=datetime.timezone(datetime.timedelta(seconds=30)))",
        "datetime.datetime(2024, 1, 1, tzinfo=datetime.timezone(datetime.timedelta(hours=20)))",
        "datetime.datetime.min.replace(tzinfo=datetime.timezone(datetime.timedelta(hours=1)))",
        "datetime.datetime.max.replace(tzinfo=datetime.timezone(datetime.timedelta(hours=-1)))",
        "datetime.time(1, tzinfo=datetime.timezone.utc)",
        "datetime.timedelta.max",
        "decimal.Decimal('1E+999999')",
        "decimal.Decimal('1E-29')",
        "decimal.Decimal('0.12345678901234567890123456789012345')",
        "decimal.Decimal('-79228162514264337593543950335.5')",
        "enum.Enum('Color', 'red').red",
        "collections.deque([1])",
        "range(3)",
        "{}.keys()",
        "iter([])",
        "os",
        "len",
        "object()",
        "os.stat('.')",
        "(lambda: (yield))()",
    ];

    [Theory]
    [MemberData(nameof(Values))]
    public void A_Python_value_becomes_its_dotnet_counterpart(string expression, object expected)
    {
        python.Run(Imports);
        object? value = python.Read(expression);
        Assert.Equal(expected, value);
        Assert.IsType(expected.GetType(), value);
    }

    [Fact]
    public void A_Decimal_keeps_its_trailing_zeros() => Assert.Equal("1.20", ((decimal)python.Read("__import__('decimal').Decimal('1.20')")!).ToString(System.Globalization.CultureInfo.InvariantCulture));

    [Theory]
    [MemberData(nameof(LiveValues))]
    public void A_value_without_counterpart_stays_a_live_object(string expression)
    {
        python.Run(Imports);
        PyObject live = Assert.IsAssignableFrom<PyObject>(python.Read(expression));
        Assert.Equal(true, python.Ask(live, $"type(x).__name__ == '{live.PyTypeName}'"));
    }

    [Fact]
    public void A_set_becomes_a_HashSet_whose_tuples_compare_by_items()
    {
        HashSet<object?> set = Assert.IsType<HashSet<object?>>(python.Read("{1, None, 'a', (1, 2)}"));
        Assert.Equal(4, set.Count);
        Assert.Contains(new object?[] { 1, 2 }, set);
        Assert.Contains(null, set);
        Assert.Equal(2, Assert.IsType<HashSet<object?>>(python.Read("frozenset([1, 2])")).Count);
    }

    [Fact]
    public void A_dict_of_names_keeps_order_and_case()
    {
        OrderedDictionary value = Assert.IsType<OrderedDictionary>(python.Read("{'b': 1, 'a': {'x': None}, 'A': 2}"));
        Assert.Equal(new object[] { "b", "a", "A" }, Keys(value));
        Assert.Equal(1, value["b"]);
        Assert.Null(value["B"]);
        Assert.IsType<OrderedDictionary>(value["a"]);
    }

    [Fact]
    public void A_dict_of_other_keys_is_found_by_key()
    {
        Dictionary<object, object?> value = Assert.IsType<Dictionary<object, object?>>(python.Read("{1: 'one', (1, 2): 'pair', None: 'none', 2.5: 'x', 's': 's'}"));
        Assert.Equal("one", value[1]);
        Assert.Equal("pair", value[new object?[] { 1, 2 }]);
        Assert.Equal("none", value[DBNull.Value]);
        Assert.Equal(true, python.Ask(value, "x == {1: 'one', (1, 2): 'pair', None: 'none', 2.5: 'x', 's': 's'}"));
    }

    [Fact]
    public void Subclasses_of_dict_are_read_in_their_own_order()
    {
        python.Run("import collections\nod = collections.OrderedDict(a=1, b=2)\nod.move_to_end('a')");
        Assert.Equal(new object[] { "b", "a" }, Keys((OrderedDictionary)python.Read("od")!));
        Assert.Equal(2, ((OrderedDictionary)python.Read("collections.Counter('xx')")!)["x"]);
    }

    [Fact]
    public void A_dict_of_many_keys_is_whole()
    {
        OrderedDictionary value = (OrderedDictionary)python.Read("{'k%d' % i: [i] for i in range(1000)}")!;
        Assert.Equal(1000, value.Count);
        Assert.Equal(new object?[] { 999 }, value["k999"]);
    }

    [Fact]
    public void An_exception_object_becomes_a_PyException()
    {
        PyException error = Assert.IsType<PyException>(python.Read("[KeyError('k')][0]"));
        Assert.Equal("KeyError", error.PythonType);
    }

    [Fact]
    public void Raw_keeps_everything_but_None_in_Python()
    {
        PyConversion raw = new() { Raw = true };
        Assert.Null(python.Read("None", raw));
        Assert.Equal("int", Assert.IsType<PyObject>(python.Read("5", raw)).PyTypeName);
        PyObject list = Assert.IsAssignableFrom<PyObject>(python.Read("[1, 2]", raw));
        Assert.Equal(2, list.PyInvokeMethod("__len__", []));
        Assert.Equal(new object?[] { 1, 2 }, list.PyConvert());
    }

    [Fact]
    public void A_value_that_contains_itself_is_refused()
    {
        python.Run("loop_list = [1]\nloop_list.append({'me': (loop_list,)})");
        PyConversionException error = Assert.Throws<PyConversionException>(() => python.Read("loop_list"));
        Assert.Contains("[1].me[0] contains itself", error.Message, StringComparison.Ordinal);
        Assert.Equal(new object?[] { 1 }, python.Read("[1]"));
    }

    [Fact]
    public void A_value_is_refused_only_beyond_the_greatest_depth()
    {
        python.Run("def nest(n):\n    v = 1\n    for _ in range(n): v = [v]\n    return v");
        Assert.NotNull(python.Read("nest(200)"));
        Assert.Contains("nested deeper than 200 levels", Assert.Throws<PyConversionException>(() => python.Read("nest(201)")).Message, StringComparison.Ordinal);
        Assert.Contains("nested deeper than 3 levels", Assert.Throws<PyConversionException>(() => python.Read("nest(4)", new PyConversion { MaxDepth = 3 })).Message, StringComparison.Ordinal);
        Assert.Contains("nested deeper than 1000 levels", Assert.Throws<PyConversionException>(() => python.Read("nest(100000)", new PyConversion { MaxDepth = int.MaxValue })).Message, StringComparison.Ordinal);
    }

    private static object[] Keys(OrderedDictionary dictionary)
    {
        object[] keys = new object[dictionary.Count];
        dictionary.Keys.CopyTo(keys, 0);
        return keys;
    }
}
