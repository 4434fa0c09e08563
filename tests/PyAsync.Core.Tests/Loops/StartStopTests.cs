using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using PyAsync.Calls;
using PyAsync.Interop;
using PyAsync.Loops;
using Xunit;

namespace PyAsync.Tests.Loops;

/// <summary>Stops and cancellations that meet a loop which is starting, or which does not answer.</summary>
public sealed class StartStopTests(LoopFixture python)
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(100);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // Starts a loop on the pool whose factory does this before it makes the loop; comes back once it is at work.
    private (Task<PyEventLoop> Start, PyEventLoop Loop) StartSlowly(string name, string factory, CancellationToken cancellationToken = default)
    {
        python.Run($"""
            import asyncio, sys, time, types
            slow_loops = types.ModuleType("slow_loops")
            sys.modules["slow_loops"] = slow_loops
            slow_loops.entered = False
            def stubborn():
                try:
                    time.sleep(3)
                except SystemExit:
                    pass
            slow_loops.stubborn = stubborn
            def slow():
                slow_loops.entered = True
                {factory}
                return asyncio.new_event_loop()
            slow_loops.slow = slow
            """);
        Task<PyEventLoop> start = Task.Run(() => PyEventLoop.Start(new PyEventLoopOptions { Name = name, LoopFactory = "slow_loops:slow" }, cancellationToken));
        Assert.True(SpinWait.SpinUntil(() => python.Run("slow_loops.entered") is true, s_limit));
        return (start, PyEventLoop.Find(name)!);
    }

    // Every state that the loop is in until it is in the last one, and for some time after.
    private static async Task<HashSet<PyEventLoopState>> Watch(PyEventLoop loop, TimeSpan time)
    {
        HashSet<PyEventLoopState> states = [];
        for (Stopwatch clock = Stopwatch.StartNew(); clock.Elapsed < time; await Task.Delay(1))
        {
            states.Add(loop.State);
        }
        return states;
    }

    [Fact]
    public async Task A_stop_is_remembered_until_the_loop_has_started()
    {
        (Task<PyEventLoop> start, PyEventLoop loop) = StartSlowly("remembered", "time.sleep(1)");
        Assert.Equal(PyEventLoopState.Starting, loop.State);
        PyAsyncException early = Assert.Throws<PyAsyncException>(() => loop.Stop(TimeSpan.Zero));
        Assert.Equal("StopTimeout", early.ErrorId);
        Assert.Equal(PyEventLoopState.Stopping, loop.State);
        loop.Stop(s_limit);
        Assert.Equal(PyEventLoopState.Stopped, loop.State);
        LoopStoppedException error = await Assert.ThrowsAsync<LoopStoppedException>(() => start);
        Assert.Equal("remembered", error.LoopName);
        Assert.Equal([PyEventLoopState.Stopped], await Watch(loop, s_short));
    }

    [Fact]
    public async Task A_loop_that_is_stopped_while_it_starts_has_no_tasks()
    {
        (Task<PyEventLoop> start, PyEventLoop loop) = StartSlowly("no tasks", "time.sleep(1)");
        loop.RequestStop(s_limit);
        Assert.Equal(PyEventLoopState.Stopping, loop.State);
        Assert.Empty(loop.GetTasks(cancellationToken: Token));
        await Assert.ThrowsAsync<LoopStoppedException>(() => start);
    }

    [Fact]
    public async Task A_loop_that_is_given_up_while_it_starts_stays_stopped()
    {
        (Task<PyEventLoop> start, PyEventLoop loop) = StartSlowly("given up", "slow_loops.stubborn()");
        loop.Stop(TimeSpan.Zero, force: true);
        Assert.Equal(PyEventLoopState.Stopped, loop.State);
        await Assert.ThrowsAsync<LoopStoppedException>(() => start.WaitAsync(TimeSpan.FromSeconds(1), Token));
        Assert.Null(PyEventLoop.Find("given up"));
        Assert.Equal([PyEventLoopState.Stopped], await Watch(loop, TimeSpan.FromSeconds(2.5)));
        Assert.False(loop.TryPost(new Nothing()));
    }

    [Fact]
    public async Task A_cancelled_start_comes_back_at_once_and_its_loop_never_runs()
    {
        using CancellationTokenSource source = new();
        (Task<PyEventLoop> start, PyEventLoop loop) = StartSlowly("cancelled", "time.sleep(1)", source.Token);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => start.WaitAsync(TimeSpan.FromSeconds(0.5), Token));
        Assert.Equal([PyEventLoopState.Stopping, PyEventLoopState.Stopped], await Watch(loop, TimeSpan.FromSeconds(2)));
        Assert.Null(PyEventLoop.Find("cancelled"));
    }

    [Fact]
    public void A_start_with_a_cancelled_token_leaves_nothing()
    {
        Assert.ThrowsAny<OperationCanceledException>(() => PyEventLoop.Start(new PyEventLoopOptions { Name = "never" }, new CancellationToken(true)));
        Assert.Null(PyEventLoop.Find("never"));
    }

    [Fact]
    public async Task Who_stops_a_loop_whose_start_fails_learns_that_it_has_ended()
    {
        (Task<PyEventLoop> start, PyEventLoop loop) = StartSlowly("fails", "time.sleep(0.5); raise OSError('no loop today')");
        loop.Stop(s_limit);
        Assert.Equal(PyEventLoopState.Stopped, loop.State);
        LoopStoppedException error = await Assert.ThrowsAsync<LoopStoppedException>(() => start);
        Assert.Contains("no loop today", error.InnerException!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Waiting_for_a_blocked_loop_is_cancelled_and_the_work_taken_back()
    {
        using PyEventLoop loop = PyEventLoop.Start(new PyEventLoopOptions { Name = "taken back" });
        Task<object?> blocked = loop.RunCodeAsync("import time\ntime.sleep(1.5)", Token);
        Assert.True(SpinWait.SpinUntil(() => loop.BlockedAt() is not null, s_limit));
        using CancellationTokenSource source = new(s_short);
        Stopwatch clock = Stopwatch.StartNew();
        Assert.ThrowsAny<OperationCanceledException>(() => loop.ToPython("text", source.Token));
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 1);
        await blocked;
        Assert.Equal("text", loop.ToPython("text", Token).ToString());
    }

    private sealed class Nothing : LoopWork
    {
        protected internal override void Execute(PyEventLoop loop)
        {
        }

        protected internal override void Abandon(Exception reason)
        {
        }
    }
}
