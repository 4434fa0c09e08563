using System;
using System.Collections;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading.Tasks;
using PyAsync.Calls;
using PyAsync.Objects;
using Xunit;

namespace PyAsync.Tests.Values;

/// <summary>What is read of a live object, and what is asked of it while its loop is blocked.</summary>
public sealed class LiveContainerTests(LoopFixture python)
{
    private const string Classes = """
        import dataclasses, threading, time
        @dataclasses.dataclass(order=True)
        class Money:
            amount: int
            def __add__(self, other): return Money(self.amount + other)
            def __bool__(self): return self.amount != 0
        class Holder:
            def __init__(self):
                self.rows = [{'a': 1}, {'a': 2}]
                self.table = {'k': 1, 'deep': {'x': [0]}, 5: 'five'}
                self.money = Money(5)
                self.array = bytearray(b'abc')
                self.pair = (1, {'y': 0})
            def result(self): return self.table
        holder = Holder()
        free = threading.Event()
        def block():
            while not free.is_set(): time.sleep(0.01)
        """;

    private dynamic Holder()
    {
        python.Run(Classes);
        return (PyObject)python.Read("holder")!;
    }

    private PyObject Live(string expression) => (PyObject)python.Read(expression, new PyConversion { Raw = true })!;

    [Fact]
    public void A_write_to_what_was_read_reaches_Python()
    {
        dynamic holder = Holder();
        holder.table.k = 99;
        holder.table["new"] = "n";
        holder.table.deep.x.append(1);
        holder.rows[0].a = 7;
        holder.rows.append(3);
        holder.money.amount = 6;
        holder.array[0] = 120;
        holder.pair[1].y = 8;
        Assert.Equal(
            "({'k': 99, 'deep': {'x': [0, 1]}, 5: 'five', 'new': 'n'}, [{'a': 7}, {'a': 2}, 3], Money(amount=6), bytearray(b'xbc'), (1, {'y': 8}))",
            python.Read("repr((holder.table, holder.rows, holder.money, holder.array, holder.pair))"));
    }

    [Fact]
    public void What_a_call_gives_is_a_value() => Assert.False((object)Holder().result() is PyObject);

    [Fact]
    public void A_live_dict_is_a_dictionary()
    {
        IDictionary table = (IDictionary)(object)Holder().table;
        Assert.Equal(3, table.Count);
        Assert.Equal(1, table["k"]);
        Assert.Equal("five", table[5]);
        Assert.Null(table["missing"]);
        Assert.True(table.Contains("deep"));
        Assert.Equal(new object[] { "k", "deep", 5 }, table.Keys);
        table.Remove("k");
        table.Add("z", null);
        Assert.Throws<ArgumentException>(() => table.Add("z", 1));
        Assert.Equal("['deep', 5, 'z']", python.Read("repr(list(holder.table))"));
    }

    [Fact]
    public void A_missing_key_is_null_and_an_error_of_the_class_is_an_error()
    {
        python.Run("""
            import collections
            class Odd(dict):
                def __getitem__(self, key):
                    raise KeyError('odd ' + key)
            plain = {'a': 1, ('x', 'y'): 2}
            made = collections.defaultdict(list)
            odd = Odd(a=1)
            """);
        dynamic plain = Live("plain");
        Assert.Null((object?)plain["missing"]);
        Assert.Equal(2, (object?)plain["x", "y"]);
        Assert.Equal(new object?[] { 1, null }, (object?[])plain["a", "missing"]);
        Assert.True(((PyMapping)plain).ContainsKey("a"));
        Assert.False(((PyMapping)plain).ContainsKey("b"));
        Assert.Equal("KeyError", Assert.Throws<PyException>(() => ((PyObject)plain).PyGetItem("missing")).PythonType);
        Assert.Equal(0, (int)((dynamic)Live("made"))["new"].Count);
        Assert.Null((object?)((dynamic)Live("odd"))["b"]);
        Assert.Contains("odd a", Assert.Throws<PyException>(() => ((dynamic)Live("odd"))["a"]).PythonMessage);
    }

    [Fact]
    public void A_slice_can_be_written()
    {
        dynamic holder = Holder();
        python.Run("numbers = [0, 1, 2, 3, 4]; holder.numbers = numbers");
        holder.numbers["1:3"] = new[] { 7, 8, 9 };
        Assert.Equal("[0, 7, 8, 9, 3, 4]", python.Read("repr(numbers)"));
        holder.numbers["::2"] = new[] { "a", "b", "c" };
        Assert.Equal("['a', 7, 'b', 9, 'c', 4]", python.Read("repr(numbers)"));
        holder.numbers[-1] = 5;
        Assert.Equal(5, (int)holder.numbers[5]);
        Assert.Equal("ValueError", Assert.Throws<PyException>(() => holder.numbers["::2"] = new[] { 1 }).PythonType);
    }

    [Fact]
    public void The_right_operand_is_asked_by_the_reflected_operators()
    {
        python.Run("""
            class Metres:
                def __init__(self, n): self.n = n
                def __radd__(self, other): return ('radd', other)
                def __rsub__(self, other): return other - self.n
                def __float__(self): return self.n
                def __int__(self): return int(self.n)
            class Sign:
                def __neg__(self): return 'minus'
            """);
        PyObject metres = Live("Metres(2.5)");
        Assert.Equal(new object[] { "radd", 5 }, 5 + metres);
        Assert.Equal(7.5, 10 - metres);
        Assert.StartsWith("text <", "text " + metres, StringComparison.Ordinal);
        Assert.Equal("minus", 0 - Live("Sign()"));
        Assert.Equal("TypeError", Assert.Throws<PyException>(() => 1 - Live("Sign()")).PythonType);
        Assert.Equal("TypeError", Assert.Throws<PyException>(() => 2 * metres).PythonType);
        Assert.Equal(2.5, (double)metres);
        Assert.Equal(2.5m, (decimal)metres);
        Assert.Equal(2, (int)(dynamic)metres);
        Assert.Throws<InvalidCastException>(() => (int)metres);
        Assert.Throws<InvalidCastException>(() => (double)Live("Sign()"));
    }

    [Fact]
    public void A_live_list_is_a_list()
    {
        IList rows = (IList)(object)Holder().rows;
        Assert.Equal(2, rows.Count);
        Assert.Equal(2, rows.Add(5));
        Assert.Contains((object)5, (IEnumerable<object?>)rows);
        Assert.Equal(2, rows.IndexOf(5));
        Assert.Equal(-1, rows.IndexOf("none"));
        rows.RemoveAt(0);
        rows.Insert(0, "first");
        rows.Remove(5);
        Assert.Equal("['first', {'a': 2}]", python.Read("repr(holder.rows)"));
        dynamic live = rows;
        Assert.Equal(new object[] { "first" }, (object?)live[":1"]);
        Assert.Equal("IndexError", Assert.Throws<PyException>(() => live[9]).PythonType);
    }

    [Fact]
    public void Operators_are_Pythons()
    {
        dynamic money = Holder().money;
        dynamic same = python.Read("Money(5)", new PyConversion { Raw = true })!;
        Assert.True((bool)(money == same));
        Assert.False((bool)(money != same));
        Assert.False((bool)(money == null));
        Assert.True((bool)(money <= same));
        Assert.True((bool)money);
        Assert.Equal(0, ((IComparable)money).CompareTo(same));
        Assert.Equal("TypeError", Assert.Throws<PyException>(() => money < 5).PythonType);
        IComparable first = (IComparable)python.Read("object", new PyConversion { Raw = true })!;
        Assert.Equal(0, first.CompareTo(python.Read("object", new PyConversion { Raw = true })));
        Assert.Equal("TypeError", Assert.Throws<PyException>(() => first.CompareTo(money)).PythonType);
    }

    [Fact]
    public void Keywords_can_be_given_by_hand()
    {
        dynamic dict = python.Read("dict", new PyConversion { Raw = true })!;
        Assert.Equal(1, (object?)((IDictionary)dict(new PyKeywords(new Hashtable { ["a"] = 1 })))["a"]);
        Assert.Equal(1, (object?)((IDictionary)dict.Invoke(new PyKeywords(new Hashtable { ["a"] = 1 })))["a"]);
    }

    [Fact]
    public async Task What_is_shown_of_an_object_comes_in_a_moment_while_its_loop_is_blocked()
    {
        PyObject holder = Holder();
        PyObject free = (PyObject)python.Read("free")!;
        Task<object?> blocked = python.Loop.RunAsync("__main__:block", null, TestContext.Current.CancellationToken);
        try
        {
            Stopwatch clock = Stopwatch.StartNew();
            Assert.Matches("^<Holder: its event loop is blocked at .* in block>$", holder.ToString());
            string[] texts = new string[100];
            Array.ForEach(texts, _ => Assert.Contains("blocked at", holder.PyRepr, StringComparison.Ordinal));
            Assert.Equal("LoopBusy", Assert.Throws<PyAsyncException>(() => holder.MemberNames()).ErrorId);
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(8), $"It took {clock.Elapsed}.");
        }
        finally
        {
            python.Loop.Runtime.MainThread.Look<object>((_, _) =>
            {
                _ = free.PyInvokeMethod("set", []);
                return null;
            });
            await blocked;
        }
        Assert.DoesNotContain("blocked", holder.ToString(), StringComparison.Ordinal);
    }
}
