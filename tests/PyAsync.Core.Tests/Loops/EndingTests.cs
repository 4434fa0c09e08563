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

/// <summary>How loops start and stop for a C# program, and how what was in flight learns of the end.</summary>
public sealed class EndingTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_loop_starts_runs_and_stops_by_asynchronous_methods()
    {
        PyEventLoop loop = await PyEventLoop.StartAsync(new PyEventLoopOptions { Name = "asynchronous" }, Token);
        Assert.False(loop.Completion.IsCompleted);
        Assert.Equal(3, await loop.RunCodeAsync("import asyncio; await asyncio.sleep(0); 3", Token));
        await loop.StopAsync(cancellationToken: Token);
        Assert.True(loop.Completion.IsCompletedSuccessfully);
        Assert.Equal(PyEventLoopState.Stopped, loop.State);
    }

    [Fact]
    public async Task A_disposed_loop_has_ended()
    {
        PyEventLoop loop;
        await using (loop = await PyEventLoop.StartAsync(new PyEventLoopOptions { Name = "disposed" }, Token))
        {
            Assert.Equal(PyEventLoopState.Running, loop.State);
        }
        Assert.Equal(PyEventLoopState.Stopped, loop.State);
    }

    [Fact]
    public async Task A_stop_that_takes_too_long_fails_with_the_line_and_ends_by_force()
    {
        PyEventLoop loop = await PyEventLoop.StartAsync(new PyEventLoopOptions { Name = "slow to stop" }, Token);
        Task<object?> blocked = loop.RunCodeAsync("""
            import time
            end = time.monotonic() + 60
            while time.monotonic() < end:
                time.sleep(0.01)
            """, Token);
        PyAsyncException error = await Assert.ThrowsAsync<PyAsyncException>(() => loop.StopAsync(TimeSpan.FromSeconds(0.1), cancellationToken: Token));
        Assert.Equal(PyErrorId.StopTimeout, error.Id);
        Assert.Contains("<PyAsync code", (string)error.Facts["Place"]!, StringComparison.Ordinal);
        await loop.StopAsync(TimeSpan.FromSeconds(0.1), force: true, Token);
        Assert.Equal(PyEventLoopState.Stopped, loop.State);
        await Assert.ThrowsAnyAsync<PyAsyncException>(() => blocked);
    }

    [Fact]
    public async Task Every_await_of_a_loop_that_stops_ends_once_as_an_error_that_names_it()
    {
        PyEventLoop loop = await PyEventLoop.StartAsync(new PyEventLoopOptions { Name = "feeding" }, Token);
        await loop.RunCodeAsync("import asyncio\nasync def long_one(i):\n  await asyncio.sleep(60)", Token);
        using PyFunctionTarget target = new(loop, "long_one");
        List<CountingCall> calls = [];
        Task stop = Task.CompletedTask;
        for (int i = 0; i < 300; i++)
        {
            CountingCall call = new() { Target = target, Item = i, HasItem = true };
            calls.Add(call);
            call.PostTo(loop);
            if (i == 150)
            {
                stop = loop.StopAsync(cancellationToken: Token);
            }
        }
        await stop;
        // Those come late for certain.
        CountingCall late = new() { Target = target, Item = "late", HasItem = true };
        late.PostTo(loop);
        calls.Add(late);
        Assert.All(calls, call => Assert.Equal(1, call.Outcomes));
        Assert.All(calls, call => Assert.Equal($"long_one ({call.Item})", Assert.IsType<LoopStoppedException>(call.Error).Awaited));
    }

    [Fact]
    public async Task A_circle_of_loops_that_wait_for_each_other_in_blocking_callbacks_is_refused()
    {
        await using PyEventLoop a = await PyEventLoop.StartAsync(new PyEventLoopOptions { Name = "circle a" }, Token);
        await using PyEventLoop b = await PyEventLoop.StartAsync(new PyEventLoopOptions { Name = "circle b" }, Token);
        DelegateCallback backToA = new(() => a.RunUntilComplete<object?>(new PyCodeTarget(a, "1", withItem: false), null, Token), isBlocking: true);
        await b.RunCodeAsync("def call_it(function): return function()", Token);
        using PyFunctionTarget onB = new(b, "call_it");
        DelegateCallback toB = new(() => b.RunUntilComplete<object?>(onB, new PyArguments([backToA]), Token), isBlocking: true);
        PyException error = await Assert.ThrowsAsync<PyException>(() => new TaskCall<object?> { Target = new PyCodeTarget(a, "_()", withItem: true), Item = toB, HasItem = true }.PostTo(a, Token));
        Exception? cause = error;
        while (cause is PyException { HostException: { } host })
        {
            cause = host;
        }
        PyAsyncException refused = Assert.IsType<PyAsyncException>(cause);
        Assert.Equal(PyErrorId.WaitOnOwnLoop, refused.Id);
        Assert.Contains("'circle a' → 'circle b'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_loop_waits_for_another_that_does_not_wait_for_it()
    {
        await using PyEventLoop a = await PyEventLoop.StartAsync(new PyEventLoopOptions { Name = "straight a" }, Token);
        await using PyEventLoop b = await PyEventLoop.StartAsync(new PyEventLoopOptions { Name = "straight b" }, Token);
        DelegateCallback toB = new(() => b.RunUntilComplete<int>(new PyCodeTarget(b, "41 + 1", withItem: false), null, Token), isBlocking: true);
        PyCodeTarget onA = new(a, "_() + _()", withItem: true);
        Assert.Equal(84, await new TaskCall<int> { Target = onA, Item = toB, HasItem = true }.PostTo(a, Token));
    }

    private sealed class CountingCall : PyCall
    {
        private int _outcomes;

        public int Outcomes => Volatile.Read(ref _outcomes);

        public Exception? Error { get; private set; }

        protected override void OnResult(object? value) => Interlocked.Increment(ref _outcomes);

        protected override void OnFaulted(Exception error)
        {
            Error = error;
            Interlocked.Increment(ref _outcomes);
        }

        protected override void OnCanceled(PyCancelReason reason) => Interlocked.Increment(ref _outcomes);
    }
}
