using System;
using System.Collections;
using System.Collections.Generic;
using Microsoft.CSharp.RuntimeBinder;
using PyAsync.Calls;
using PyAsync.Objects;
using Xunit;

namespace PyAsync.Tests.Values;

public sealed class PyObjectTests(LoopFixture python)
{
    private const string Classes = """
        class Account:
            '''An account.'''
            def __init__(self, owner='ann', **extra):
                self.owner = owner
                self.extra = extra
                self.items = {'k': [1]}
            def rename(self, first, *, last='x', **more): return (first, last, sorted(more))
            async def wait(self, n): return n * 2
            def dispose(self): return "python's own"
            def Twice(self): return 1
            def twice(self): return 2
            @property
            def broken(self): raise ValueError('broken on purpose')
            def __getitem__(self, key): return key if isinstance(key, (str, int, tuple)) else None
            def __setitem__(self, key, value): self.extra[key] = value
            def __call__(self, a, b=2): return a + b
            def __str__(self): return 'account of ' + self.owner
        class Mute:
            def __str__(self): raise RuntimeError('no text')
            def __repr__(self): raise RuntimeError('no text')
        """;

    private dynamic Account(string arguments = "")
    {
        python.Run(Classes);
        return (PyObject)python.Read($"Account({arguments})")!;
    }

    [Fact]
    public void Attributes_are_read_and_set_as_members()
    {
        dynamic account = Account();
        Assert.Equal("ann", (object?)account.owner);
        account.owner = "bob";
        account.fresh = new object[] { 1, 2 };
        Assert.Equal("bob", (object?)account.owner);
        Assert.Equal(new object[] { 1, 2 }, Assert.IsType<PySequence>((object?)account.fresh));
        Assert.Equal("account of bob", (object?)account.ToString());
    }

    [Fact]
    public void Methods_take_positional_and_named_arguments()
    {
        dynamic account = Account();
        Assert.Equal(new object[] { "a", "x", Array.Empty<object>() }, (object?)account.rename("a"));
        Assert.Equal(new object[] { "a", "b", new object[] { "more" } }, (object?)account.rename("a", last: "b", more: 1));
        Assert.Equal(new object[] { "a", "c", Array.Empty<object>() }, ((PyObject)account).PyInvokeMethod("rename", ["a"], new Hashtable { ["last"] = "c" }));
        Assert.Equal("python's own", (object?)account.dispose());
    }

    [Fact]
    public void The_object_is_called_and_indexed()
    {
        dynamic account = Account();
        Assert.Equal(3, (object?)account(1));
        Assert.Equal(6, (object?)account(1, b: 5));
        Assert.Equal("k", (object?)account["k"]);
        Assert.Equal(7, (object?)account[7]);
        Assert.Equal(new object[] { 1, "x" }, (object?)account[1, "x"]);
        account["new"] = 5;
        Assert.Equal(5, (object?)account.extra["new"]);
        Assert.Equal(3, ((PyObject)account).PyInvoke([1], null));
    }

    [Fact]
    public async System.Threading.Tasks.Task A_coroutine_of_a_method_can_be_awaited()
    {
        dynamic account = Account();
        PyObject coroutine = account.wait(21);
        Assert.Equal("coroutine", coroutine.PyTypeName);
        Assert.Equal(42, await python.Loop.AsTask<int>(coroutine, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_member_that_is_not_there_is_the_languages_error()
    {
        dynamic account = Account();
        Assert.Throws<RuntimeBinderException>(() => account.nothing);
        Assert.Throws<RuntimeBinderException>(() => account.nothing());
        Assert.Equal("AttributeError", Assert.Throws<PyException>(() => ((PyObject)account).PyGetAttribute("nothing")).PythonType);
        Assert.False(((PyObject)account).PyHasAttribute("nothing"));
    }

    [Fact]
    public void An_error_in_Python_is_Pythons()
    {
        dynamic account = Account();
        Assert.Equal("ValueError", Assert.Throws<PyException>(() => account.broken).PythonType);
        Assert.Equal("TypeError", Assert.Throws<PyException>(() => account.rename()).PythonType);
        PyObject plain = (PyObject)python.Read("object()")!;
        Assert.Equal("TypeError", Assert.Throws<PyException>(() => plain.PyInvoke([])).PythonType);
        Assert.Equal("AttributeError", Assert.Throws<PyException>(() => plain.PySetAttribute("a", 1)).PythonType);
    }

    [Fact]
    public void Another_case_finds_a_name_where_just_one_fits()
    {
        PyObject account = Account();
        Assert.True(account.TryGetMember("OWNER", ignoreCase: true, out object? owner));
        Assert.Equal("ann", owner);
        Assert.False(account.TryGetMember("TWICE", ignoreCase: true, out _));
        Assert.True(account.TryGetMember("Twice", ignoreCase: true, out _));
    }

    [Fact]
    public void The_members_are_the_public_attributes()
    {
        PyObject account = Account();
        List<string> names = [.. account.MemberNames()];
        Assert.Contains("owner", names);
        Assert.Contains("rename", names);
        Assert.DoesNotContain(names, name => name.StartsWith('_'));
        Assert.Contains("__init__", account.PyDir());
    }

    [Fact]
    public void ToString_never_throws()
    {
        python.Run(Classes);
        PyObject mute = (PyObject)python.Read("Mute()")!;
        Assert.Equal("<Mute>", mute.ToString());
        Assert.Equal("<Mute: repr() raised RuntimeError>", mute.PyRepr);
        mute.PyRelease();
        Assert.Equal("<Mute>", mute.ToString());
        Assert.Equal("ObjectDisposed", Assert.Throws<PyAsyncException>(() => mute.PyDir()).ErrorId);
    }

    [Fact]
    public void Dispose_is_Pythons_method_where_there_is_one()
    {
        dynamic account = Account();
        Assert.Equal("python's own", (object?)account.dispose());
        Assert.Equal("ann", (object?)account.owner);
        dynamic plain = python.Read("object()")!;
        plain.Dispose();
        Assert.Equal("ObjectDisposed", Assert.Throws<PyAsyncException>(() => ((PyObject)plain).PyDir()).ErrorId);
    }

    [Fact]
    public void Two_are_equal_where_they_are_the_same_object()
    {
        python.Run("one = object()");
        object first = python.Read("one")!;
        object second = python.Read("one")!;
        Assert.NotSame(first, second);
        Assert.Equal(first, second);
        Assert.Equal(first.GetHashCode(), second.GetHashCode());
        Assert.NotEqual(first, python.Read("object()"));
    }

    [Fact]
    public void An_iterable_is_enumerated_lazily()
    {
        python.Run("taken = []\ndef endless():\n    i = 0\n    while True:\n        taken.append(i)\n        yield i\n        i += 1");
        int seen = 0;
        foreach (object? item in Assert.IsType<PyIterable>(python.Read("endless()")))
        {
            Assert.Equal(seen, item);
            if (++seen == 3)
            {
                break;
            }
        }
        Assert.Equal(new object[] { 0, 1, 2 }, python.Read("taken"));
    }

    [Theory]
    [InlineData("range(1000)", 1000)]
    [InlineData("__import__('collections').deque(range(256))", 256)]
    [InlineData("{str(i): i for i in range(300)}.values()", 300)]
    [InlineData("iter([0, 1, 2])", 3)]
    public void Every_item_of_an_iterable_comes_once(string expression, int count)
    {
        List<object?> items = [.. (PyIterable)python.Read(expression)!];
        Assert.Equal(count, items.Count);
        Assert.Equal(count - 1, items[^1]);
    }

    [Fact]
    public void A_failing_iterator_gives_its_error_after_its_items()
    {
        python.Run("def failing():\n    yield 1\n    raise KeyError('end')");
        using IEnumerator<object?> items = ((IEnumerable<object?>)(PyIterable)python.Read("failing()")!).GetEnumerator();
        Assert.True(items.MoveNext());
        Assert.Equal("KeyError", Assert.Throws<PyException>(() => items.MoveNext()).PythonType);
    }

    [Fact]
    public void A_future_is_not_enumerable() => Assert.IsType<PyObject>(python.Read("__import__('asyncio').get_running_loop().create_future()"));

    [Fact]
    public void A_raw_value_converts_when_asked()
    {
        dynamic raw = python.Read("2**40", new PyConversion { Raw = true })!;
        long number = raw;
        Assert.Equal(1L << 40, number);
        Assert.Equal(41, (object?)raw.bit_length());
    }
}
