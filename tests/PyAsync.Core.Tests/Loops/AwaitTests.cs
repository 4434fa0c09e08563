using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using PyAsync.Calls;
using PyAsync.Interop;
using PyAsync.Loops;
using PyAsync.Objects;
using Xunit;

namespace PyAsync.Tests.Loops;

/// <summary>Python awaited as a .NET Task.</summary>
public sealed class AwaitTests(LoopFixture python)
{
    private PyEventLoop Loop => python.Loop;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("asyncio.sleep(0, 7)")]
    [InlineData("await asyncio.sleep(0)\nasyncio.sleep(0, 7)")]
    [InlineData("async with asyncio.Lock():\n    pass\nasyncio.ensure_future(asyncio.sleep(0.01, 7))")]
    [InlineData("from math import *\nawait asyncio.sleep(0)\nasyncio.sleep(0, 7)")]
    [InlineData("from math import *\nasyncio.sleep(0, 7)")]
    public async Task The_last_expression_of_code_is_awaited_whatever_was_awaited_before(string code) =>
        Assert.Equal(7, await Loop.RunCodeAsync("import asyncio\n" + code, Token));

    [Theory]
    [InlineData("old")]
    [InlineData("await asyncio.sleep(0)\nold")]
    [InlineData("(lambda: old)()")]
    public async Task A_coroutine_that_was_awaited_is_refused_with_advice(string code)
    {
        PyException error = await Assert.ThrowsAsync<PyException>(() => Loop.RunCodeAsync("import asyncio\nold = asyncio.sleep(0)\nawait old", Token)
            .ContinueWith(_ => Loop.RunCodeAsync(code, Token), Token, TaskContinuationOptions.None, TaskScheduler.Default).Unwrap());
        Assert.Equal("AlreadyAwaited", error.PythonType);
        Assert.Contains("create_task", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_coroutine_function_gives_its_result() =>
        Assert.Equal(7, await Loop.RunAsync("asyncio:sleep", [0.001, 7], Token));

    [Fact]
    public async Task A_dotted_path_names_the_same_function() =>
        Assert.Equal(7, await Loop.RunAsync("asyncio.sleep", [0, 7], Token));

    [Fact]
    public async Task A_result_is_given_as_the_type_that_was_asked_for()
    {
        PyFunctionTarget target = python.Define("async def _typed(x): return x", "_typed");
        Assert.Equal(5L, await Loop.RunAsync<long>(target, new PyArguments([5]), Token));
        Assert.Equal(5.0, await Loop.RunAsync<double>(target, new PyArguments([5]), Token));
        Assert.Equal("x", await Loop.RunAsync<string>(target, new PyArguments(["x"]), Token));
        int[] several = await Loop.RunAsync<int[]>(target, new PyArguments([new object[] { 1, 2 }]), Token);
        Assert.Equal([1, 2], several);
        Assert.Null(await Loop.RunAsync<int?>(target, new PyArguments([null]), Token));
        Assert.Equal(2, await Loop.RunAsync<int>(target, new PyArguments([2.0]), Token));
        await Assert.ThrowsAsync<PyConversionException>(() => Loop.RunAsync<int>(target, new PyArguments([1.5]), Token));
    }

    [Fact]
    public async Task Code_sees_its_variables_in_each_call_whatever_the_namespace_has_of_their_names()
    {
        using PyCodeTarget target = new(Loop, "_given + _", withItem: true, [new("_given", 40)]);
        Assert.Equal(42, await WithItem(target, 2));
        python.Run("_given = 50");
        Assert.Equal(42, await WithItem(target, 2));
        Assert.Equal(50, python.Run("_given"));
    }

    [Fact]
    public async Task Code_whose_variable_cannot_be_converted_fails_at_each_call()
    {
        object?[] odd = new object?[1];
        odd[0] = odd;
        using PyCodeTarget target = new(Loop, "1", withItem: false, [new("_odd", odd)]);
        for (int i = 0; i < 2; i++)
        {
            PyConversionException error = await Assert.ThrowsAsync<PyConversionException>(() => Loop.RunAsync<int>(target, cancellationToken: Token));
            Assert.Contains("contains itself", error.Message, StringComparison.Ordinal);
        }
        Assert.Equal(false, python.Run("'_odd' in globals()"));
    }

    private async Task<int> WithItem(PyTarget target, int item) => await Loop.RunAsync<int>(target, new PyArguments([item]), Token);

    [Fact]
    public async Task A_result_that_has_no_such_form_is_an_error_that_names_both_types()
    {
        PyFunctionTarget target = python.Define("async def _text(): return 'x'", "_text");
        PyConversionException error = await Assert.ThrowsAsync<PyConversionException>(() => Loop.RunAsync<int>(target, null, Token));
        Assert.Contains("System.String", error.Message, StringComparison.Ordinal);
        Assert.Contains("System.Int32", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("asyncio.ensure_future(asyncio.sleep(0, 3))")]
    [InlineData("asyncio.sleep(0, 3)")]
    [InlineData("_Awaitable()")]
    [InlineData("_done_future()")]
    public async Task Whatever_can_be_awaited_is(string expression)
    {
        python.Run("""
            import asyncio
            class _Awaitable:
                def __await__(self):
                    yield from asyncio.sleep(0).__await__()
                    return 3
            def _done_future():
                f = asyncio.get_running_loop().create_future()
                f.set_result(3)
                return f
            """);
        Assert.Equal(3, await Loop.RunCodeAsync(expression, Token));
    }

    [Fact]
    public async Task Cancelling_the_token_cancels_Python_and_the_Task_ends_when_Python_has()
    {
        PyFunctionTarget target = python.Define("""
            import asyncio
            _ended = []
            _at_work = []
            async def _slow_end():
                try:
                    _at_work.append(1)
                    await asyncio.sleep(60)
                finally:
                    await asyncio.sleep(0.05)
                    _ended.append('finally')
            """, "_slow_end");
        using CancellationTokenSource cancel = new();
        Task<object?> task = Loop.RunAsync<object?>(target, null, cancel.Token);
        while ((int)python.Run("len(_at_work)")! == 0)
        {
            await Task.Yield();
        }
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => task);
        Assert.Equal(new object[] { "finally" }, python.Run("_ended"));
    }

    [Fact]
    public async Task A_coroutine_may_turn_its_cancellation_into_a_result()
    {
        PyFunctionTarget target = python.Define("""
            async def _catches():
                try:
                    await asyncio.sleep(60)
                except asyncio.CancelledError:
                    return 'caught'
            """, "_catches");
        using CancellationTokenSource cancel = new(50);
        Assert.Equal("caught", await Loop.RunAsync<object?>(target, null, cancel.Token));
    }

    [Fact]
    public async Task A_token_that_is_cancelled_before_starts_nothing()
    {
        PyFunctionTarget target = python.Define("_ran = []\nasync def _runs(): _ran.append(1)", "_runs");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Loop.RunAsync<object?>(target, null, new CancellationToken(true)));
        Assert.Equal(Array.Empty<object>(), python.Run("_ran"));
    }

    [Fact]
    public async Task A_CancelledError_of_Pythons_own_is_an_error_and_no_cancellation()
    {
        PyException error = await Assert.ThrowsAsync<PyException>(() => Loop.RunCodeAsync("import asyncio\nraise asyncio.CancelledError('mine')", Token));
        Assert.True(error.Is("CancelledError"));
    }

    [Theory]
    [InlineData("SystemExit(3)", "SystemExit")]
    [InlineData("KeyboardInterrupt()", "KeyboardInterrupt")]
    public async Task An_exit_in_Python_code_is_an_error_and_the_loop_goes_on(string raise, string type)
    {
        PyFunctionTarget target = python.Define($"async def _exits():\n  await asyncio.sleep(0.001)\n  raise {raise}", "_exits");
        PyException error = await Assert.ThrowsAsync<PyException>(() => Loop.RunAsync<object?>(target, null, Token));
        Assert.Equal(type, error.PythonType);
        Assert.Equal(2, await Loop.RunCodeAsync("1 + 1", Token));
    }

    [Fact]
    public async Task An_exit_that_an_await_tells_is_not_logged_too()
    {
        python.Run("""
            import asyncio, gc, logging
            class _Memory(logging.Handler):
                def emit(self, record):
                    _logged.append(record.getMessage())
            _logged = []
            _memory = _Memory()
            logging.getLogger("asyncio").addHandler(_memory)
            """);
        foreach (string wait in new[] { "0", "await asyncio.sleep(0)" })
        {
            PyFunctionTarget target = python.Define($"async def _exits():\n  {wait}\n  raise SystemExit(3)", "_exits");
            await Assert.ThrowsAsync<PyException>(() => Loop.RunAsync<object?>(target, null, Token));
        }
        Assert.Equal(Array.Empty<object>(), python.Run("gc.collect()\nawait asyncio.sleep(0.01)\nlogging.getLogger('asyncio').removeHandler(_memory)\n_logged"));
    }

    [Fact]
    public async Task Each_await_runs_in_a_context_of_its_own()
    {
        python.Run("import contextvars\n_var = contextvars.ContextVar('_var', default=0)");
        PyFunctionTarget set = python.Define("async def _set(x): _var.set(x)", "_set");
        PyFunctionTarget setSync = python.Define("def _set_sync(x): _var.set(x)", "_set_sync");
        await Loop.RunAsync<object?>(set, new PyArguments([5]), Token);
        await Loop.RunAsync<object?>(setSync, new PyArguments([6]), Token);
        Assert.Equal(0, await Loop.RunCodeAsync("_var.get()", Token));
    }

    [Fact]
    public async Task A_context_is_shared_by_the_awaits_that_name_it_sync_or_not()
    {
        python.Run("import asyncio, contextvars\n_shared = contextvars.ContextVar('_shared', default=0)");
        PyFunctionTarget set = python.Define("async def _set2(x):\n  await asyncio.sleep(0)\n  _shared.set(x)", "_set2");
        PyFunctionTarget get = python.Define("def _get2(): return _shared.get()", "_get2");
        using PyContext context = PyContext.Create(Loop);
        await Loop.RunAsync<object?>(set, new PyArguments([5]), new PyCallOptions { Context = context }, Token);
        Assert.Equal(5, await Loop.RunAsync<object?>(get, null, new PyCallOptions { Context = context }, Token));
        Assert.Equal(0, await Loop.RunAsync<object?>(get, null, Token));
    }

    [Fact]
    public async Task A_callback_sees_the_context_of_the_task_that_calls_it()
    {
        python.Run("import contextvars\n_seen = contextvars.ContextVar('_seen', default=0)");
        PyFunctionTarget get = python.Define("def _get3(): return _seen.get()", "_get3");
        PyFunctionTarget call = python.Define("async def _call3(f):\n  _seen.set(9)\n  return await f()", "_call3");
        Func<Task<object?>> callback = () => Loop.RunAsync<object?>(get, null, Token);
        Assert.Equal(9, await Loop.RunAsync<object?>(call, new PyArguments([callback]), Token));
    }

    [Fact]
    public void RunUntilComplete_waits_on_the_calling_thread() =>
        Assert.Equal(1, Loop.RunUntilComplete<int>(new PyFunctionTarget(Loop, "asyncio:sleep"), new PyArguments([0, 1]), Token));

    [Fact]
    public async Task Waiting_for_a_loop_on_its_own_thread_is_refused_at_once()
    {
        await python.Loop.RunCodeAsync("def _inside(f): return f()", Token);
        DelegateCallback inside = new(() => Loop.RunUntilComplete<int>(new PyFunctionTarget(Loop, "asyncio:sleep"), new PyArguments([0, 1]), CancellationToken.None), isBlocking: true);
        PyException error = await Assert.ThrowsAsync<PyException>(() => Loop.RunAsync("__main__:_inside", [inside], Token));
        Assert.Equal("WaitOnOwnLoop", Assert.IsType<PyAsyncException>(error.HostException).ErrorId);
    }

    [Fact]
    public async Task Four_threads_submit_at_once_and_nothing_is_lost()
    {
        PyFunctionTarget target = python.Define("async def _echo(x): return x", "_echo");
        long[] sums = await Task.WhenAll(Enumerable.Range(0, 4).Select(thread => Task.Run(async () =>
        {
            long sum = 0;
            for (int i = 0; i < 100; i++)
            {
                int[] values = await Task.WhenAll(Enumerable.Range(0, 100).Select(n => Loop.RunAsync<int>(target, new PyArguments([n]))));
                sum += values.Sum();
            }
            return sum;
        })));
        Assert.All(sums, sum => Assert.Equal(100 * 4950, sum));
    }

    [Fact]
    public async Task Pending_is_zero_when_all_have_ended()
    {
        await Task.WhenAll(Enumerable.Range(0, 1000).Select(_ => Loop.RunAsync("asyncio:sleep", [0.001])));
        Assert.Equal(0, Loop.Pending);
    }

    [Fact]
    public async Task A_coroutine_can_be_awaited_once_and_says_so()
    {
        python.Run("async def _one(): return 1");
        using PyObject coroutine = (PyObject)python.Read("_one()")!;
        Assert.Equal(1, await Loop.AsTask<int>(coroutine, Token));
        PyException error = await Assert.ThrowsAsync<PyException>(() => Loop.AsTask<int>(coroutine, Token));
        Assert.Equal("AlreadyAwaited", error.PythonType);
    }

    [Fact]
    public async Task What_is_not_awaitable_is_named()
    {
        PyAsyncException error = await Assert.ThrowsAsync<PyAsyncException>(() => Loop.AsTask<int>((PyObject)python.Read("object()")!, Token));
        Assert.Equal("NotAwaitable", error.ErrorId);
        Assert.Contains("'object'", error.Message, StringComparison.Ordinal);
    }
}
