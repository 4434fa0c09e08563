using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using System.Xml;
using PyAsync.Calls;
using PyAsync.Conversion;
using PyAsync.Objects;
using Xunit;

namespace PyAsync.Tests.Live;

/// <summary>.NET objects alive in Python, and back.</summary>
public sealed class LiveObjectTests(LoopFixture python)
{
    public static TheoryData<object> Objects => new(
        new StringBuilder("text"), new Regex("a+"), new MemoryStream(), new XmlDocument(), new Version[,] { { new(1, 0) } }.GetType(), new object(), new Box<int> { Content = 1 });

    [Theory]
    [MemberData(nameof(Objects))]
    public void An_object_without_a_counterpart_comes_back_as_itself(object value)
    {
        python.NeedLive();
        Assert.Same(value, python.RoundTrip(value));
    }

    [Fact]
    public void A_live_object_inside_of_lists_and_dicts_comes_back_as_itself()
    {
        python.NeedLive();
        StringBuilder value = new();
        object?[] back = (object?[])python.RoundTrip(new object?[] { 1, new Dictionary<string, object?> { ["a"] = new object?[] { value } } })!;
        Assert.Same(value, ((object?[])((System.Collections.IDictionary)back[1]!)["a"]!)[0]);
    }

    [Fact]
    public async Task A_live_object_comes_back_as_itself_from_a_callback()
    {
        python.NeedLive();
        StringBuilder value = new();
        object? seen = null;
        PyFunctionTarget target = python.Define("async def _live_cb(f, x): return await f([x])", "_live_cb");
        object? result = await python.Loop.RunAsync<object?>(target, new PyArguments(
            [
                (Func<object?, object?>)(given =>
                {
                    seen = ((object?[])given!)[0];
                    return seen;
                }),
                value,
            ]));
        Assert.Same(value, seen);
        Assert.Same(value, result);
    }

    [Fact]
    public void Members_are_used_from_Python()
    {
        python.NeedLive();
        using Process own = Process.GetCurrentProcess();
        Assert.Equal(own.ProcessName, python.Ask(own, "x.ProcessName"));
        Assert.Equal("ab", python.Ask(new StringBuilder("a"), "x.Append('b').ToString()"));
        Assert.Equal('b', python.Ask(new StringBuilder("abc"), "x[1]")?.ToString()![0]);
        Assert.Equal(3, python.Ask(new LiveValue(new List<int> { 1, 2 }), "(x.Add(3), len(x))[1]"));
    }

    [Fact]
    public void A_LiveValue_is_the_object_itself_where_a_copy_would_cross()
    {
        python.NeedLive();
        List<int> list = [1];
        Assert.Same(list, python.RoundTrip(new LiveValue(list)));
        python.Ask(new LiveValue(list), "x.Add(2)");
        Assert.Equal([1, 2], list);
        Assert.Equal("list", python.Ask(list, "type(x).__name__"));
    }

    [Fact]
    public async Task An_IDisposable_is_a_context_manager()
    {
        python.NeedLive();
        MemoryStream stream = new();
        await python.Loop.RunAsync<object?>(python.Define("async def _with(x):\n    with x: pass", "_with"), new PyArguments([stream]));
        Assert.Throws<ObjectDisposedException>(() => stream.Length);
    }

    [Fact]
    public void A_getter_that_throws_raises_its_NET_exception_which_comes_back_as_itself()
    {
        python.NeedLive();
        Failing failing = new();
        PyException error = Assert.Throws<PyException>(() => python.Ask(failing, "x.Value"));
        Assert.Equal("FormatException", error.PythonType);
        Assert.Same(failing.Error, error.HostException);
    }

    [Fact]
    public void A_disposed_object_raises_ObjectDisposedException()
    {
        python.NeedLive();
        MemoryStream stream = new();
        stream.Dispose();
        Assert.Equal("ObjectDisposedException", Assert.Throws<PyException>(() => python.Ask(stream, "x.Length")).PythonType);
    }

    [Fact]
    public void Code_imports_clr_and_namespaces()
    {
        python.NeedLive();
        Assert.Equal(Environment.ProcessId, python.Run("import clr\nfrom System import Environment\nEnvironment.ProcessId"));
    }

    [Fact]
    public void A_Python_object_that_NET_holds_is_itself_in_Python_again()
    {
        python.NeedLive();
        using PyObject own = (PyObject)python.Run("class _Own: pass\n_own = _Own()\n_own")!;
        Assert.Equal(true, python.Ask(new LiveValue(new Box<PyObject> { Content = own }), "x.Content is _own"));
    }

    /// <summary>A generic class.</summary>
    public sealed class Box<T>
    {
        /// <summary>What is in it.</summary>
        public T? Content { get; set; }
    }

    /// <summary>A class whose getter throws.</summary>
    public sealed class Failing
    {
        internal FormatException Error { get; } = new("no value");

        /// <summary>Throws.</summary>
        public int Value => throw Error;
    }
}
