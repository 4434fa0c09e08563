using System;
using System.Collections;
using System.Collections.Generic;
using System.Collections.Specialized;
using System.Linq;
using System.Numerics;
using System.Text;
using PyAsync.CPython;
using Xunit;

namespace PyAsync.Tests.Values;

/// <summary>Values large enough for what is done only for these, and rows converted by what the rows before them were.</summary>
public sealed class LargeValueTests(LoopFixture python)
{
    private const int Count = 3000;

    public static TheoryData<object?, string> Interlopers => new()
    {
        { true, "True" },
        { null, "None" },
        { 1L << 40, "2**40" },
        { long.MinValue, "-2**63" },
        { ulong.MaxValue, "2**64 - 1" },
        { (byte)200, "200" },
        { 0.5, "0.5" },
        { "text", "'text'" },
        { new object?[] { 1 }, "[1]" },
    };

    [Theory]
    [MemberData(nameof(Interlopers))]
    public void A_list_of_ints_keeps_whatever_else_is_in_it(object? other, string expected)
    {
        foreach (int place in new[] { 0, 1, 1023, 1024, 2047, 2048, Count - 1 })
        {
            object?[] values = Numbers(i => i - 5);
            values[place] = other;
            string check = $"x[:{place}] == list(range(-5, {place - 5})) and x[{place}] == {expected} and type(x[{place}]) is type({expected}) and x[{place + 1}:] == list(range({place - 4}, {Count - 5}))";
            Assert.Equal(true, python.Ask(values, check));
            Assert.Equal(true, python.Ask(new List<object?>(values), check));
        }
    }

    [Fact]
    public void A_list_of_floats_stays_one_of_floats()
    {
        object?[] values = Numbers(i => i * 0.5);
        values[7] = double.NaN;
        values[8] = -0.0;
        Assert.Equal(true, python.Ask(values, $"all(type(v) is float for v in x) and x[7] != x[7] and str(x[8]) == '-0.0' and x[9:] == [i * 0.5 for i in range(9, {Count})]"));
        values[2000] = 3;
        Assert.Equal(true, python.Ask(values, "type(x[2000]) is int and type(x[2001]) is float"));
    }

    [Fact]
    public void Small_ints_of_a_large_list_are_those_that_Python_shares()
    {
        object?[] values = Numbers(i => i % 300 - 20);
        Assert.Equal(true, python.Ask(values, "all(type(v) is int for v in x) and x[0] == -20 and x[20] is 0 + int('0') and x[270] is int('250')"));
    }

    [Fact]
    public void Lists_in_lists_and_other_items_of_a_large_list_name_their_place_in_an_error()
    {
        object?[] values = Numbers(i => i);
        object?[] endless = new object?[1];
        endless[0] = endless;
        values[2500] = new object?[] { endless };
        Exception error = Assert.ThrowsAny<Exception>(() => python.Ask(values, "x"));
        Assert.Contains("[2500][0]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_of_one_shape_keep_their_own_values_and_rows_of_another_their_own_keys()
    {
        object?[] rows = Numbers(i => (i % 4) switch
        {
            0 => new OrderedDictionary { ["id"] = i, ["name"] = $"item {i}", ["note"] = null },
            1 => new OrderedDictionary { ["note"] = $"\u00e4 {i}", ["id"] = -i },
            2 => new Hashtable { [i] = "id", ["id"] = true, [1.5] = new object?[] { i } },
            _ => new Dictionary<string, object?> { ["di"] = i, ["id"] = $"{i}", [""] = 'x', [new string('k', 60)] = i * 0.5, ["\ud800"] = 1 },
        });
        python.Run("""
            def row(i):
                if i % 4 == 0: return {'id': i, 'name': 'item %d' % i, 'note': None}
                if i % 4 == 1: return {'note': '\u00e4 %d' % i, 'id': -i}
                if i % 4 == 2: return {i: 'id', 'id': True, 1.5: [i]}
                return {'di': i, 'id': str(i), '': 'x', 'k' * 60: i * 0.5, '\ud800': 1}
            """);
        Assert.Equal(true, python.Ask(rows, $"all(a == row(i) for i, a in enumerate(x)) and len(x) == {Count}"));
        Assert.Equal(true, python.Ask(rows, "list(x[0]) == ['id', 'name', 'note'] and list(x[1]) == ['note', 'id'] and all(type(a['id']) is bool for a in x[2::4])"));
        Assert.Equal(true, python.Ask(rows, "next(iter(x[0])) is next(iter(x[4]))"));
    }

    [Fact]
    public void More_keys_than_are_remembered_are_still_each_themselves()
    {
        object?[] rows = Numbers(i => new Dictionary<string, object?> { [$"key {i}"] = i, ["common"] = i, [$"k{i % 7}y"] = i });
        for (int round = 0; round < 3; round++)
        {
            Assert.Equal(true, python.Ask(rows, "all(a == {'key %d' % i: i, 'common': i, 'k%dy' % (i % 7): i} for i, a in enumerate(x))"));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("ab")]
    [InlineData("a\0b")]
    [InlineData("\u007f\u007f")]
    [InlineData("ab\u0080")]
    [InlineData("text of more than the few characters that a vector holds, and then some: \u00e4")]
    [InlineData("\ud83d\ude00 \ud800")]
    public void Text_of_any_kind_and_length_arrives_as_it_is(string text)
    {
        foreach (int times in new[] { 1, 3, 400 })
        {
            string value = string.Concat(Enumerable.Repeat(text, times));
            Assert.Equal(value, python.RoundTrip(value));
            Assert.Equal(true, python.Ask(new object?[] { value, value }, $"x[0] == x[1] and hash(x[0]) == hash(x[1]) and x[0].isascii() is {(Enumerable.All(value, char.IsAscii) ? "True" : "False")} and {{x[0]: 1}}[x[1]] == 1"));
        }
    }

    [Fact]
    [Trait("Runs", "Once")]
    public void A_str_that_no_NET_string_can_hold_is_refused_with_its_length()
    {
        PyConversionException error = Assert.Throws<PyConversionException>(() => python.Read("'x' * 2**30"));
        Assert.Contains("1073741824 characters", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(7)]
    [InlineData(64)]
    public unsafe void A_text_that_is_decoded_in_parts_is_whole(int partLength)
    {
        const string text = "ab€cdé𝄞𝄞xé€€𝄞z€éab";
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        fixed (byte* pointer = utf8)
        {
            Assert.Equal(text, CApi.ReadLongText(pointer, utf8.Length, partLength));
        }
    }

    [Fact]
    public void Large_values_leave_nothing_behind()
    {
        object?[] values = Numbers(i => i + 100_000);
        object?[] rows = Numbers(i => new OrderedDictionary { ["id"] = i, ["name"] = $"item {i}", ["list"] = new object?[] { i } });
        long Blocks() => Convert.ToInt64(python.Run("import gc, sys\ngc.collect()\nsys.getallocatedblocks()"), System.Globalization.CultureInfo.InvariantCulture);
        _ = python.Ask(values, "len(x)");
        _ = python.Ask(rows, "len(x)");
        long before = Blocks();
        for (int i = 0; i < 20; i++)
        {
            Assert.Equal(Count, python.Ask(values, "len(x)"));
            Assert.Equal(Count, python.Ask(rows, "len(x)"));
        }
        Assert.InRange(Blocks() - before, -1000, 1000);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2999)]
    public void Ints_of_any_size_come_out_as_the_smallest_type_that_holds_them(int before)
    {
        python.Run("class Number(int): pass");
        string special = "[0, 1, -1, 2**30 - 1, 2**30, -2**30, 1 - 2**30, 2**31 - 1, 2**31, -2**31, -2**31 - 1, 2**60, 2**63 - 1, -2**63, 2**63, 10**30, -10**30, True, False, None, Number(7), Number(-2**40), 1.5, 'a']";
        object?[] expected =
        [
            0, 1, -1, (1 << 30) - 1, 1 << 30, -1 << 30, 1 - (1 << 30), int.MaxValue, 1L << 31, int.MinValue, (-1L << 31) - 1, 1L << 60, long.MaxValue,
            long.MinValue, BigInteger.Pow(2, 63), BigInteger.Pow(10, 30), -BigInteger.Pow(10, 30), true, false, null, 7, -1L << 40, 1.5, "a",
        ];
        foreach (string container in new[] { "list", "tuple", "type('L', (list,), {})" })
        {
            object?[] values = Assert.IsType<object?[]>(python.Read($"{container}(list(range({before})) + {special})"));
            Assert.Equal(before + expected.Length, values.Length);
            Assert.Equal(expected, values[before..]);
            Assert.Equal(before == 0 ? 0 : before - 1, before == 0 ? values[0] : values[before - 1]);
        }
    }

    [Fact]
    public void Where_a_str_keeps_its_text_was_found() => Assert.True(python.OnLoop((_, _) => PyLayout.AsciiText > 0));

    [Fact]
    public void A_list_that_changes_while_it_is_read_is_read_as_it_is_then_or_refused()
    {
        python.Run("""
            import dataclasses
            @dataclasses.dataclass
            class Changes:
                how: int
                def __getattribute__(self, name):
                    if name == 'how':
                        items[1:] = [str(i) for i in range(len(items) - 1 + object.__getattribute__(self, name))]
                    return object.__getattribute__(self, name)
            def changing(how):
                global items
                items = [Changes(how), *range(5000)]
                return items
            """);
        object?[] values = Assert.IsType<object?[]>(python.Read("changing(0)"));
        Assert.Equal(5001, values.Length);
        Assert.Equal("4999", values[5000]);
        Exception error = Assert.ThrowsAny<Exception>(() => python.Read("changing(100000)"));
        Assert.Contains("changed while it was read", error.Message, StringComparison.Ordinal);
    }

    private static object?[] Numbers(Func<int, object?> make)
    {
        object?[] values = new object?[Count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = make(i);
        }
        return values;
    }
}
