using System;
using System.Numerics;
using PyAsync.Conversion;
using PyAsync.Objects;
using Xunit;

namespace PyAsync.Tests.Values;

public sealed class BufferTests(LoopFixture python)
{
    public static TheoryData<Array, string> Arrays => new()
    {
        { new[] { true, false }, "?" },
        { new sbyte[] { -1, 2 }, "b" },
        { new short[] { -1, 2 }, "h" },
        { new ushort[] { 1, 2 }, "H" },
        { new[] { -1, 2 }, "i" },
        { new uint[] { 1, 2 }, "I" },
        { new long[] { -1, 2 }, "q" },
        { new ulong[] { 1, 2 }, "Q" },
        { new[] { 1.5f, 2 }, "f" },
        { new[] { 1.5, 2 }, "d" },
        { Array.Empty<int>(), "i" },
    };

    [Theory]
    [MemberData(nameof(Arrays))]
    public void An_array_of_numbers_is_a_list_in_Python_and_a_view_where_that_is_asked_for(Array array, string format)
    {
        Assert.Equal(true, python.Ask(new object[] { array, new PyView(array) }, "type(x[0]) is list and x[0] == x[1].tolist()"));
        Assert.Equal(true, python.Ask(new PyView(array), $"type(x) is memoryview and x.format == '{format}' and len(x) == {array.Length} and not x.readonly"));
        Assert.Equal(array, python.RoundTrip(new PyView(array)));
        Assert.IsType(array.GetType(), python.RoundTrip(new PyView(array)));
    }

    [Fact]
    public void Only_numbers_have_a_view() => Assert.Throws<ArgumentException>(() => new PyView(new[] { "a" }));

    [Fact]
    public void Half_numbers_are_a_view()
    {
        Assert.Equal(new[] { (Half)0.5, (Half)(-2) }, python.RoundTrip(new PyView(new[] { (Half)0.5, (Half)(-2) })));
    }

    [Fact]
    public void Python_writes_into_dotnets_own_memory()
    {
        int[] numbers = [1, 2, 3];
        python.Ask(new PyView(numbers), "x.__setitem__(1, 42)");
        Assert.Equal([1, 42, 3], numbers);
        byte[] bytes = [1, 2, 3, 4];
        python.Ask(bytes.AsMemory(1, 2), "x.__setitem__(0, 9)");
        python.Ask(new ArraySegment<byte>(bytes, 3, 1), "x.__setitem__(0, 8)");
        Assert.Equal(new byte[] { 1, 9, 3, 8 }, bytes);
    }

    [Fact]
    public void Read_only_memory_is_not_written_to()
    {
        ReadOnlyMemory<byte> memory = new byte[] { 1, 2 };
        Assert.Equal(true, python.Ask(memory, "x.readonly and bytes(x) == b'\\x01\\x02'"));
        Assert.Equal("TypeError", Assert.Throws<PyException>(() => python.Ask(memory, "x.__setitem__(0, 9)")).PythonType);
        Assert.Equal("BufferError", Assert.Throws<PyException>(() => python.Ask(memory, "__import__('ctypes').c_byte.from_buffer(x.obj)")).PythonType switch
        {
            // ctypes asks for a writable buffer in its own words.
            "TypeError" or "BufferError" => "BufferError",
            string other => other,
        });
    }

    [Fact]
    public void An_array_of_several_dimensions_keeps_its_shape()
    {
        double[,] matrix = { { 1, 2, 3 }, { 4, 5, 6 } };
        Assert.Equal(true, python.Ask(matrix, "x == [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]"));
        Assert.Equal(true, python.Ask(new PyView(matrix), "x.shape == (2, 3) and x.tolist() == [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]"));
        Assert.Equal(matrix, python.RoundTrip(new PyView(matrix)));
    }

    [Fact]
    public void The_memory_is_let_go_when_Python_drops_the_view()
    {
        WeakReference reference = MakeView();
        python.Run("kept = None\nimport gc\ngc.collect()");
        for (int i = 0; i < 10 && reference.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        Assert.False(reference.IsAlive);

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        WeakReference MakeView()
        {
            int[] numbers = new int[1000];
            python.Ask(new PyView(numbers), "globals().__setitem__('kept', x)");
            GC.Collect();
            Assert.Equal(1000, python.Read("len(kept)"));
            return new WeakReference(numbers);
        }
    }

    [Theory]
    [InlineData("memoryview(b'abc')", new byte[] { 97, 98, 99 })]
    [InlineData("memoryview(b'abcdef')[::2]", new byte[] { 97, 99, 101 })]
    [InlineData("memoryview(b'abcdef')[::-1]", new byte[] { 102, 101, 100, 99, 98, 97 })]
    [InlineData("memoryview(b'')", new byte[0])]
    [InlineData("__import__('array').array('h', [1, -2])", new short[] { 1, -2 })]
    [InlineData("__import__('array').array('l', [1, -2])", new long[] { 1, -2 })]
    [InlineData("__import__('array').array('d', [1.5])", new double[] { 1.5 })]
    [InlineData("memoryview(__import__('array').array('i', range(6)))[::-2]", new[] { 5, 3, 1 })]
    [InlineData("memoryview(__import__('array').array('q', range(6)))[1::3]", new long[] { 1, 4 })]
    public void A_buffer_becomes_a_typed_array(string expression, Array expected)
    {
        object? value = python.Read(expression);
        Assert.Equal(expected, value);
        Assert.IsType(expected.GetType(), value);
    }

    [Fact]
    public void A_view_of_two_dimensions_becomes_a_rectangular_array()
    {
        Assert.Equal(new byte[,] { { 0, 1, 2 }, { 3, 4, 5 } }, python.Read("memoryview(bytes(range(6))).cast('B', (2, 3))"));
    }

    [Fact]
    public void Numbers_that_no_array_can_hold_stay_live()
    {
        Assert.IsAssignableFrom<PyObject>(python.Read("memoryview((__import__('ctypes').c_char_p * 2)())"));
    }

    [Fact]
    public void Complex_numbers_in_a_list_stay_complex() => Assert.Equal(new object[] { new Complex(1, 2) }, python.Read("[1+2j]"));
}
