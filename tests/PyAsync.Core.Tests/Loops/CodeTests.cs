using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using PyAsync.Calls;
using PyAsync.Loops;
using PyAsync.Objects;
using Xunit;

namespace PyAsync.Tests.Loops;

/// <summary>Pieces of Python code: whose their names are, and what is awaited of them.</summary>
public sealed class CodeTests(LoopFixture python)
{
    private PyEventLoop Loop => python.Loop;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Task<object?> RunWith(object? v, string code, PyAwaiting awaiting = PyAwaiting.Always) =>
        Loop.RunAsync<object?>(new PyCodeTarget(Loop, code, withItem: false, [new KeyValuePair<string, object?>("v", v)]) { Awaiting = awaiting }, null, Token);

    [Fact]
    public async Task A_variable_read_after_an_await_is_the_calls_own_however_many_run_at_the_same_time()
    {
        bool[][] own = await Task.WhenAll(Enumerable.Range(0, 16).Select(caller => Task.Run(async () =>
        {
            IEnumerable<int> sent = Enumerable.Range(caller * 20, 20);
            return await Task.WhenAll(sent.Select(async v => (int)(await RunWith(v, "import asyncio\nawait asyncio.sleep(.02)\nv"))! == v));
        })));
        Assert.Equal(320, own.Sum(some => some.Count(isOwn => isOwn)));
        Assert.Equal(false, python.Run("'v' in globals()"));
    }

    [Fact]
    public async Task What_was_passed_in_cannot_be_read_by_the_next_call()
    {
        await RunWith("secret", "len(v)");
        Assert.Equal(false, python.Run("'v' in globals() or 'v' in dir() or 'secret' in [x for x in globals().values() if type(x) is str]"));
    }

    [Theory]
    [InlineData("def f(): return v\nf()")]
    [InlineData("(lambda: v)()")]
    [InlineData("[v for _q in 'x'][0]")]
    [InlineData("next(v for _q in 'x')")]
    [InlineData("class C:\n    w = v\n    def m(self): return v\nC.w + C().m() - v")]
    [InlineData("async def f():\n    async def g():\n        yield v\n    async for x in g():\n        return x\nawait f()")]
    [InlineData("def outer():\n    def inner(x=v): return x\n    return inner\nouter()()")]
    [InlineData("[v for v in range(3)]\nv")]
    [InlineData("eval('v')")]
    [InlineData("exec('_w = v'); _w")]
    [InlineData("locals()['v']")]
    [InlineData("vars()['v'] if 'v' in dir() else None")]
    [InlineData("import sys; sys._getframe().f_locals.copy()['v']")]
    [InlineData("import asyncio; await asyncio.sleep(0); exec('_w = v'); _w")]
    [InlineData("from math import *\n(lambda: v)() if pi else None")]
    [InlineData("from __future__ import annotations\nv")]
    public async Task Nested_code_of_every_kind_sees_what_was_passed_in(string code) => Assert.Equal(7, await RunWith(7, code));

    [Fact]
    public async Task A_function_that_outlives_its_call_keeps_what_that_call_passed_in()
    {
        await RunWith(1, "def _kept_one(): return v");
        await RunWith(2, "_kept_two = lambda: v");
        Assert.Equal(new object[] { 1, 2 }, python.Run("[_kept_one(), _kept_two()]"));
        Assert.Equal("_kept_one", python.Run("_kept_one.__qualname__"));
    }

    [Fact]
    public async Task What_code_assigns_stays_in_the_namespace_but_for_what_was_passed_in()
    {
        await RunWith(1, "v = v + 1\nimport math as _m\n_sum = v\nfor _i in range(3): pass\ndef _f(): pass\nclass _C: pass");
        Assert.Equal(new object[] { 2, 2, true, true }, python.Run("[_sum, _i, callable(_f), isinstance(_C, type)]"));
        Assert.Equal(false, python.Run("'v' in globals()"));
    }

    [Fact]
    public async Task Each_item_assigns_to_its_own_name()
    {
        using PyCodeTarget target = new(Loop, "import asyncio\n_ = _ + v\nv = 0\nawait asyncio.sleep(.01)\n_ + v", withItem: true, [new("v", 100)]);
        int[] results = await Task.WhenAll(Enumerable.Range(0, 10).Select(item => new TaskCall<int> { Target = target, Item = item, HasItem = true }.PostTo(Loop, Token)));
        Assert.Equal(Enumerable.Range(100, 10), results);
    }

    [Theory]
    [InlineData("exec('_yy = 1'); _yy")]
    [InlineData("import asyncio; await asyncio.sleep(0); exec('_yy = 1'); _yy")]
    [InlineData("_yy = 1; locals()['_yy']")]
    [InlineData("_yy = 1; vars()['_yy']")]
    [InlineData("_yy = 1; 1 if '_yy' in dir() else 0")]
    [InlineData("locals()['_yy'] = 1; _yy")]
    [InlineData("_yy = 0; locals(); [_yy for _yy in range(3)]; locals(); _yy + 1")]
    public void Code_that_looks_at_its_names_finds_those_of_the_namespace_as_at_a_prompt(string code) => Assert.Equal(1, python.Run(code));

    [Fact]
    public async Task A_name_that_was_passed_in_and_declared_global_is_an_error_that_says_what_to_do()
    {
        PyTargetException error = await Assert.ThrowsAsync<PyTargetException>(() => RunWith(1, "global v\nv = 2"));
        Assert.Contains("assign it to another name", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("my-name")]
    [InlineData("class")]
    [InlineData("1st")]
    [InlineData("")]
    public async Task A_variable_whose_name_Python_cannot_read_is_an_error_that_names_it(string name)
    {
        PyTargetException error = await Assert.ThrowsAsync<PyTargetException>(() => Loop.RunAsync<object?>(
            new PyCodeTarget(Loop, "1", withItem: false, [new KeyValuePair<string, object?>(name, 1)]), null, Token));
        Assert.Contains($"'{name}'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_trace_function_that_reads_the_locals_changes_nothing() =>
        Assert.Equal(new object[] { new object[] { 0, 2, 4 }, 50 }, python.Run("""
            import sys
            def _trace(frame, event, argument):
                frame.f_locals
                return _trace
            _i = 50
            sys.settrace(_trace)
            exec("_z = [_i * 2 for _i in range(3)]")
            sys.settrace(None)
            [_z, _i]
            """));

    private const string Resource = "class _Pool:\n    name = 'pool'\n    def __await__(self):\n        yield from ()\n        return 'awaited'\n_pool = _Pool()\n_pools = [_pool]\n";

    [Theory]
    [InlineData(PyAwaiting.Always, "_pool", "awaited")]
    [InlineData(PyAwaiting.Always, "_Pool()", "awaited")]
    [InlineData(PyAwaiting.UnlessNamed, "_pool", "pool")]
    [InlineData(PyAwaiting.UnlessNamed, "_pools[0]", "pool")]
    [InlineData(PyAwaiting.UnlessNamed, "import asyncio; await asyncio.sleep(0); _pool", "pool")]
    [InlineData(PyAwaiting.UnlessNamed, "_Pool()", "awaited")]
    [InlineData(PyAwaiting.UnlessNamed, "await _pool", "awaited")]
    [InlineData(PyAwaiting.Never, "_Pool()", "pool")]
    [InlineData(PyAwaiting.Never, "import asyncio; await asyncio.sleep(0); _Pool()", "pool")]
    public async Task An_awaitable_object_is_awaited_or_given_as_it_is_as_was_asked(PyAwaiting awaiting, string code, string expected)
    {
        python.Run(Resource);
        object? result = await RunWith(0, code, awaiting);
        Assert.Equal(expected, result is PyObject pool ? pool.PyGetAttribute("name") : result);
    }

    [Fact]
    public async Task A_function_whose_result_is_not_to_be_awaited_gives_it_as_it_is()
    {
        python.Run(Resource);
        using PyFunctionTarget function = new(Loop, "__main__:_Pool") { Awaiting = PyAwaiting.Never };
        Assert.IsType<PyObject>(await Loop.RunAsync<object?>(function, null, Token));
        using PyFunctionTarget coroutine = new(Loop, "asyncio:sleep") { Awaiting = PyAwaiting.Never };
        PyObject given = Assert.IsType<PyObject>(await Loop.RunAsync<object?>(coroutine, new PyArguments([0, 5]), Token));
        Assert.Equal(5, await Loop.AsTask<object?>(given, Token));
    }
}
