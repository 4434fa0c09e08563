using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using PyAsync.Calls;
using PyAsync.Interop;
using PyAsync.Interpreters;
using PyAsync.Loops;
using PyAsync.Objects;
using Xunit;

namespace PyAsync.Tests.Loops;

/// <summary>Many awaits in flight at once: each gets its own outcome, and keeps only what it still needs.</summary>
public sealed class InFlightTests(LoopFixture python)
{
    private PyEventLoop Loop => python.Loop;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Thousands_that_end_in_another_order_each_get_their_own_result()
    {
        PyFunctionTarget target = python.Define("""
            import asyncio
            _order_gates = {}
            async def _in_order(x):
                gate = _order_gates[x] = asyncio.get_running_loop().create_future()
                return await gate
            """, "_in_order");
        for (int round = 0; round < 2; round++)
        {
            Task<int>[] tasks = [.. Enumerable.Range(0, 5000).Select(n => Loop.RunAsync<int>(target, new PyArguments([n]), Token))];
            // The second ends before the first, some at once, some a turn of the loop later.
            python.Run("""
                import asyncio
                for i in sorted(_order_gates, key=lambda n: (n * 7919) % 5003):
                    _order_gates[i].set_result(i)
                    if i % 97 == 0:
                        await asyncio.sleep(0)
                _order_gates.clear()
                """);
            Assert.Equal(Enumerable.Range(0, 5000), await Task.WhenAll(tasks));
        }
        Assert.Equal(0, Loop.Pending);
    }

    [Fact]
    public async Task Awaits_of_one_task_all_end()
    {
        python.Run("import asyncio\n_shared_gate = asyncio.get_running_loop().create_future()\nasync def _shared(): return await _shared_gate\n_shared_task = asyncio.ensure_future(_shared())");
        using PyObject task = (PyObject)python.Read("_shared_task")!;
        Task<int>[] waiting = [.. Enumerable.Range(0, 3).Select(_ => Loop.AsTask<int>(task, Token))];
        python.Run("_shared_gate.set_result(5)");
        int[] results = await Task.WhenAll(waiting);
        Assert.Equal([5, 5, 5], results);
    }

    [Fact]
    public async Task Two_awaits_of_one_task_are_both_cancelled_by_either()
    {
        python.Run("import asyncio\n_both_task = asyncio.ensure_future(asyncio.sleep(60))");
        using PyObject task = (PyObject)python.Read("_both_task")!;
        using CancellationTokenSource cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        Task<object?> first = Loop.AsTask<object?>(task, cancel.Token);
        Task<object?> second = Loop.AsTask<object?>(task, Token);
        // Both wait once this has run: one that has not begun to is cancelled alone.
        python.Run("pass");
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        PyException error = await Assert.ThrowsAsync<PyException>(() => second);
        Assert.Equal("CancelledError", error.PythonType);
    }

    [Fact]
    public async Task What_only_behaves_like_a_future_may_call_back_with_another_one()
    {
        python.Run("""
            import asyncio
            class _Front:
                _asyncio_future_blocking = False
                def __init__(self, inner): self.inner = inner
                def add_done_callback(self, callback, *, context=None): self.inner.add_done_callback(callback, context=context)
                def __getattr__(self, name): return getattr(self.inner, name)
                def __await__(self): return self.inner.__await__()
            _fronts = [_Front(asyncio.get_running_loop().create_future()) for _ in range(3)]
            """);
        Task<int>[] waiting = [.. Enumerable.Range(0, 3).Select(i => Loop.AsTask<int>((PyObject)python.Read($"_fronts[{i}]")!, Token))];
        python.Run("for i in (2, 0, 1): _fronts[i].inner.set_result(i)");
        int[] results = await Task.WhenAll(waiting);
        Assert.Equal([0, 1, 2], results);
    }

    [Fact]
    public async Task A_future_that_is_done_as_it_is_watched_is_not_touched_again()
    {
        python.Run("""
            import asyncio
            class _Hasty:
                _asyncio_future_blocking = False
                cancels = 0
                def __init__(self, before, error=None): self.before, self.error, self.loop = before, error, asyncio.get_running_loop()
                def get_loop(self): return self.loop
                def done(self): return False
                def result(self): return 7
                def cancel(self): _Hasty.cancels += 1
                def add_done_callback(self, callback, *, context=None):
                    self.before()
                    callback(self)
                    if self.error: raise self.error
                def __await__(self): yield self
            def _hasty(*arguments): return _Hasty(*arguments)
            """);
        using CancellationTokenSource source = new();
        DelegateCallback cancel = new((Action)source.Cancel, isBlocking: true);
        Assert.Equal(7, await Loop.RunAsync("_hasty", [cancel], source.Token));
        Assert.Equal(0, python.Run("_Hasty.cancels"));

        // Nor does it count twice where it raises besides.
        long ended = Loop.Completed;
        TaskCompletionSource<object> reported = new(TaskCreationOptions.RunContinuationsAsynchronously);
        void Report(object? sender, UnhandledExceptionEventArgs e) => reported.TrySetResult(e.ExceptionObject);
        Loop.UnhandledError += Report;
        DelegateCallback nothing = new((Action)(() => { }), isBlocking: true);
        Assert.Equal(7, await Loop.RunAsync("_hasty", [nothing, python.Read("OSError('late')")], Token));
        // It comes after the result.
        object error = await reported.Task.WaitAsync(TimeSpan.FromSeconds(20), Token);
        Loop.UnhandledError -= Report;
        Assert.Equal(ended + 1, Loop.Completed);
        Assert.Contains("late", Assert.IsType<PyException>(error, exactMatch: false).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_loop_that_does_not_get_on_holds_no_caller()
    {
        PyFunctionTarget target = python.Define("async def _soon(x): return x", "_soon");
        PyFunctionTarget block = python.Define("import threading\n_unblock = threading.Event()\n_blocking = threading.Event()\nasync def _block(): _blocking.set(); return _unblock.wait(60)", "_block");
        Task<bool> blocked = Loop.RunAsync<bool>(block, null, Token);
        Task<int>[] tasks = [.. Enumerable.Range(0, 20_000).Select(n => Loop.RunAsync<int>(target, new PyArguments([n]), Token))];
        Assert.Equal(20_001, Loop.Pending);
        Assert.False(blocked.IsCompleted);
        GilRun("_unblock.set()");
        Assert.True(await blocked);
        Assert.Equal(Enumerable.Range(0, 20_000), await Task.WhenAll(tasks));
    }

    [Fact]
    public async Task A_callback_on_the_loop_may_post_more_than_is_paced()
    {
        PyFunctionTarget target = python.Define("async def _soon(x): return x", "_soon");
        Task<int>[] tasks = python.OnLoop((_, loop) => Enumerable.Range(0, 10_000).Select(n => loop.RunAsync<int>(target, new PyArguments([n]), Token)).ToArray());
        Assert.Equal(Enumerable.Range(0, 10_000), await Task.WhenAll(tasks));
    }

    [Fact]
    public async Task Arguments_are_let_go_once_Python_has_them()
    {
        PyFunctionTarget target = python.Define("import asyncio\n_let_go = asyncio.Event()\nasync def _hold(x):\n    del x\n    await _let_go.wait()", "_hold");
        (Task<object?> task, WeakReference argument) = StartWithArgument(target);
        python.Run("pass");
        GC.Collect();
        GC.WaitForPendingFinalizers();
        // The Python object that stood for it is released on the loop.
        python.Run("import gc; gc.collect()");
        python.Run("pass");
        GC.Collect();
        Assert.False(argument.IsAlive);
        Assert.False(task.IsCompleted);
        python.Run("_let_go.set()");
        await task;
    }

    private (Task<object?> Task, WeakReference Argument) StartWithArgument(PyFunctionTarget target)
    {
        string argument = new('x', 1000);
        return (Loop.RunAsync<object?>(target, new PyArguments([argument]), Token), new WeakReference(argument));
    }

    // The loop is blocked, so another thread takes the GIL.
    private void GilRun(string code)
    {
        Assert.True(GilTask.TryRun<object>(Loop.Runtime, TimeSpan.FromSeconds(10), () =>
        {
            using PyAsync.CPython.PyOwned value = LoopFixture.Evaluate(code);
            return new object();
        }, out object? done));
        Assert.NotNull(done);
    }
}
