using System;
using System.Threading;
using System.Threading.Tasks;
using PyAsync.Calls;
using PyAsync.Interop;
using PyAsync.Loops;
using PyAsync.Objects;
using Xunit;

namespace PyAsync.Tests.Bridging;

/// <summary>.NET work as Python awaitables.</summary>
public sealed class TaskToAwaitableTests(LoopFixture python)
{
    private PyEventLoop Loop => python.Loop;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private async Task<object?> Await(object? value)
    {
        await Loop.RunCodeAsync("async def _await_it(x): return await x", Token);
        return await Loop.RunAsync("__main__:_await_it", [value], Token);
    }

    [Fact]
    public async Task A_Task_of_a_value_is_awaited_to_that_value() =>
        Assert.Equal(42, await Await(Task.Run(async () =>
        {
            await Task.Yield();
            return 42;
        }, Token)));

    [Fact]
    public async Task A_Task_without_a_value_is_awaited_to_None() => Assert.Null(await Await(Task.Delay(1, Token)));

    [Fact]
    public async Task A_completed_Task_is_awaited_at_once() => Assert.Equal("x", await Await(Task.FromResult("x")));

    [Fact]
    public async Task A_ValueTask_is_awaited() => Assert.Equal(7, await Await(new ValueTask<int>(7)));

    [Fact]
    public async Task A_failed_Task_raises_HostError_and_comes_back_as_the_same_exception()
    {
        FormatException thrown = new("no number");
        PyException error = await Assert.ThrowsAsync<PyException>(() => Await(Task.FromException(thrown)));
        Assert.Equal("HostError", error.PythonType);
        Assert.Same(thrown, error.HostException);
        Assert.Contains("no number", error.PythonMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_Task_cancels_the_awaiting_coroutine()
    {
        PyException error = await Assert.ThrowsAsync<PyException>(() => Await(Task.FromCanceled(new CancellationToken(true))));
        Assert.True(error.Is("CancelledError"));
    }

    [Fact]
    public async Task Cancelling_in_Python_cancels_the_token_of_the_work()
    {
        TaskCompletionSource cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        PyHostWork work = new(async token =>
        {
            using CancellationTokenRegistration registration = token.Register(() => cancelled.TrySetResult());
            await Task.Delay(Timeout.Infinite, token);
        });
        await Loop.RunCodeAsync(
            """
            import asyncio
            async def _cancel_it(x):
                t = asyncio.ensure_future(x)
                await asyncio.sleep(0)
                t.cancel()
                try:
                    await t
                except asyncio.CancelledError:
                    return 'cancelled'
            """, Token);
        Assert.Equal("cancelled", await Loop.RunAsync("__main__:_cancel_it", [work], Token));
        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(10), Token);
    }

    [Fact]
    public async Task A_delegate_is_an_async_callable_with_arguments_and_keywords()
    {
        await Loop.RunCodeAsync("async def _call(f): return await f(20, b=2)", Token);
        Assert.Equal(22, await Loop.RunAsync("__main__:_call", [(int a, int b) => a + b], Token));
    }

    [Fact]
    public async Task A_delegate_that_returns_a_Task_is_awaited()
    {
        await Loop.RunCodeAsync("async def _call1(f): return await f(20)", Token);
        Func<int, Task<int>> later = async a =>
        {
            await Task.Yield();
            return a * 2;
        };
        Assert.Equal(40, await Loop.RunAsync("__main__:_call1", [later], Token));
    }

    [Fact]
    public async Task A_delegate_with_wrong_arguments_is_an_error_that_names_the_parameter()
    {
        await Loop.RunCodeAsync("async def _call0(f): return await f()", Token);
        PyException error = await Assert.ThrowsAsync<PyException>(() => Loop.RunAsync("__main__:_call0", [(int number) => number], Token));
        Assert.Contains("'number'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_blocking_delegate_is_a_plain_callable()
    {
        await Loop.RunCodeAsync("def _plain(f): return f(1) + 1", Token);
        Assert.Equal(4, await Loop.RunAsync("__main__:_plain", [new DelegateCallback((int a) => a + 2, isBlocking: true)], Token));
    }

    [Fact]
    public async Task A_blocking_delegate_may_be_called_from_an_executor_thread()
    {
        await Loop.RunCodeAsync("async def _threaded(f): return await asyncio.to_thread(f, 5)\nimport asyncio", Token);
        Assert.Equal(6, await Loop.RunAsync("__main__:_threaded", [new DelegateCallback((int a) => a + 1, isBlocking: true)], Token));
    }

    [Fact]
    public async Task A_delegate_runs_on_the_scheduler_that_it_was_given()
    {
        ConcurrentExclusiveSchedulerPair pair = new();
        await Loop.RunCodeAsync("async def _call_s(f): return await f()", Token);
        object? seen = await Loop.RunAsync("__main__:_call_s", [new DelegateCallback(() => TaskScheduler.Current == pair.ExclusiveScheduler, scheduler: pair.ExclusiveScheduler)], Token);
        Assert.Equal(true, seen);
    }

    [Fact]
    public async Task ToAwaitable_gives_an_awaitable_for_work_that_runs()
    {
        using PyObject awaitable = Loop.ToAwaitable(async token =>
        {
            await Task.Delay(1, token);
        });
        Assert.Null(await Loop.AsTask<object?>(awaitable, Token));
    }
}
