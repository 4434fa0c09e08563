using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using PyAsync.Calls;
using PyAsync.Interop;
using PyAsync.Loops;
using PyAsync.Objects;
using Xunit;

namespace PyAsync.Tests.Loops;

/// <summary>Waits for another loop by host code that Python called, on a thread that holds the GIL: the other loop needs it.</summary>
public sealed class WaitFromPythonTests(LoopFixture python)
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(15);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // Python calls the function on its own thread. A wait that holds the GIL would never end, and the test fails.
    private async Task<object?> CallBlocking(Func<object?> function)
    {
        python.Run("def call_it(f):\n    return f()\n");
        return await python.Loop.RunAsync("call_it", [new DelegateCallback(function, isBlocking: true)], Token).WaitAsync(s_limit, Token);
    }

    private static async Task<T> WithOther<T>(string name, Func<PyEventLoop, Task<T>> function) =>
        await PyEventLoop.UseAsync(function, new PyEventLoopOptions { Name = name });

    [Fact]
    public async Task A_blocking_delegate_can_await_another_loop()
    {
        object? result = await WithOther("awaited", other => CallBlocking(() => other.RunCodeAsync("20 + 1")));
        Assert.Equal(21, result);
    }

    [Fact]
    public async Task A_blocking_delegate_can_run_another_loop_until_a_result_is_there()
    {
        object? result = await WithOther("run until", other =>
            CallBlocking(() => other.RunUntilComplete<object?>(new PyCodeTarget(other, "20 + 2", withItem: false))));
        Assert.Equal(22, result);
    }

    [Fact]
    public async Task A_blocking_delegate_can_start_and_stop_a_loop()
    {
        object? state = await CallBlocking(() =>
        {
            PyEventLoop other = PyEventLoop.Start(new PyEventLoopOptions { Name = "started within" });
            other.Stop(s_limit);
            return other.State.ToString();
        });
        Assert.Equal("Stopped", state);
    }

    [Fact]
    public async Task A_blocking_delegate_can_wait_for_a_loop_that_stops()
    {
        object? state = await WithOther("waited for", other => CallBlocking(() =>
        {
            _ = Task.Run(() => other.Stop(s_limit));
            other.WaitForEnd();
            return other.State.ToString();
        }));
        Assert.Equal("Stopped", state);
    }

    [Fact]
    public async Task A_blocking_delegate_can_ask_another_loop_for_its_tasks_its_lag_and_its_line()
    {
        object? count = await WithOther("asked", other => CallBlocking(() =>
        {
            IReadOnlyList<PyTaskInfo> tasks = other.GetTasks();
            Assert.True(other.MeasureLag(s_limit) < s_limit);
            int count = other.Invoke(_ => tasks.Count, s_limit);
            _ = other.RunCodeAsync("import time\ntime.sleep(0.5)");
            Assert.True(SpinWait.SpinUntil(() => other.BlockedAt() is not null, s_limit));
            return count;
        }));
        Assert.Equal(0, count);
    }

    [Fact]
    public async Task A_delegate_on_a_worker_of_Pythons_can_await_another_loop()
    {
        PyFunctionTarget target = python.Define("async def on_worker(f):\n    return await asyncio.to_thread(f)\n", "on_worker");
        object? result = await WithOther("for a worker", other => python.Loop.RunAsync<object?>(
            target, new PyArguments([new DelegateCallback(() => other.RunCodeAsync("20 + 3"), isBlocking: true)]), Token).WaitAsync(s_limit, Token));
        Assert.Equal(23, result);
    }

    [Fact]
    public async Task A_blocking_call_that_nobody_ends_ends_with_its_loop()
    {
        PyEventLoop loop = PyEventLoop.Start(new PyEventLoopOptions { Name = "given up on" });
        Endless endless = new();
        await loop.RunCodeAsync("def call_it(f):\n    return f()\n", Token);
        Task<object?> waiting = loop.RunAsync("call_it", [endless], Token);
        Assert.True(endless.Called.Wait(s_limit, Token));
        loop.Stop(TimeSpan.FromSeconds(0.2));
        Assert.Equal(PyEventLoopState.Stopped, loop.State);
        PyException error = await Assert.ThrowsAsync<PyException>(() => waiting.WaitAsync(s_limit, Token));
        Assert.IsType<LoopStoppedException>(error.HostException);
    }

    [Fact]
    public async Task The_first_outcome_of_a_blocking_call_counts()
    {
        python.Run("def call_it(f):\n    return f()\n");
        Assert.Equal("first", await python.Loop.RunAsync("call_it", [new Twice()], Token));
    }

    private sealed class Endless() : PyCallback(isBlocking: true)
    {
        public ManualResetEventSlim Called { get; } = new(false);

        protected internal override void Start(PyCallbackCall call) => Called.Set();
    }

    private sealed class Twice() : PyCallback(isBlocking: true)
    {
        protected internal override void Start(PyCallbackCall call)
        {
            call.SetResult("first");
            call.SetResult("second");
            call.SetException(new InvalidOperationException("third"));
        }
    }
}
