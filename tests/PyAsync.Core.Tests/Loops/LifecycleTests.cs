using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using PyAsync.Calls;
using PyAsync.Environments;
using PyAsync.Interop;
using PyAsync.Loops;
using PyAsync.Objects;
using Xunit;

namespace PyAsync.Tests.Loops;

/// <summary>Loops from their start to their end.</summary>
public sealed class LifecycleTests(LoopFixture python)
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(10);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static PyEventLoop Start(string name, bool threadsafe = false) =>
        PyEventLoop.Start(new PyEventLoopOptions { Name = name, ForceThreadsafeWaker = threadsafe });

    [Fact]
    public void A_loop_is_found_by_its_name_while_it_runs()
    {
        using PyEventLoop loop = Start("found");
        Assert.Same(loop, PyEventLoop.Find("FOUND"));
        Assert.Contains(loop, PyEventLoop.All);
        loop.Stop(s_limit);
        Assert.Null(PyEventLoop.Find("found"));
        Assert.True(PyEventLoop.HasExisted("found"));
    }

    [Fact]
    public void A_second_loop_of_a_name_is_refused_and_the_first_goes_on()
    {
        using PyEventLoop loop = Start("twice");
        PyAsyncException error = Assert.Throws<PyAsyncException>(() => Start("Twice"));
        Assert.Equal("LoopExists", error.ErrorId);
        Assert.Equal(PyEventLoopState.Running, loop.State);
    }

    [Fact]
    public void Starting_the_default_loop_and_stopping_a_loop_can_be_repeated()
    {
        Assert.Same(python.Loop, PyEventLoop.GetOrStartDefault());
        Assert.Same(python.Loop, PyEventLoop.GetOrStartDefault());
        PyEventLoop loop = Start("stopped twice");
        loop.Stop(s_limit);
        loop.Stop(s_limit);
        Assert.Equal(PyEventLoopState.Stopped, loop.State);
        using PyEventLoop again = Start("stopped twice");
        Assert.Equal(PyEventLoopState.Running, again.State);
    }

    [Fact]
    public async Task What_is_in_flight_when_a_loop_stops_ends_as_LoopStopped()
    {
        PyEventLoop loop = Start("in flight");
        Task<object?>[] tasks = [.. Enumerable.Range(0, 100).Select(_ => loop.RunAsync("asyncio:sleep", [60]))];
        while (loop.Pending < 100)
        {
            await Task.Yield();
        }
        loop.Stop(s_limit);
        foreach (Task<object?> task in tasks)
        {
            await Assert.ThrowsAsync<LoopStoppedException>(() => task);
        }
        await Assert.ThrowsAsync<LoopStoppedException>(() => loop.RunAsync("asyncio:sleep", [0]));
    }

    [Fact]
    public async Task A_scope_closes_its_loop_also_after_an_error()
    {
        PyEventLoop? seen = null;
        int result = await PyEventLoop.UseAsync(async loop =>
        {
            seen = loop;
            return (int)(await loop.RunAsync("asyncio:sleep", [0, 4], Token))!;
        });
        Assert.Equal(4, result);
        Assert.Equal(PyEventLoopState.Stopped, seen!.State);
        await Assert.ThrowsAsync<FormatException>(() => PyEventLoop.UseAsync<int>(loop =>
        {
            seen = loop;
            throw new FormatException();
        }));
        Assert.Equal(PyEventLoopState.Stopped, seen.State);
    }

    [Theory]
    [InlineData(false, "descriptor")]
    [InlineData(true, "threadsafe")]
    public async Task Both_wakers_wake_the_loop(bool threadsafe, string kind)
    {
        using PyEventLoop loop = Start("waker " + kind, threadsafe);
        Assert.Equal(OperatingSystem.IsWindows() ? "threadsafe" : kind, loop.WakerKind);
        for (int i = 0; i < 200; i++)
        {
            Assert.Equal(i, await loop.RunAsync("asyncio:sleep", [0, i], Token));
        }
        object?[] all = await Task.WhenAll(Enumerable.Range(0, 3000).Select(i => loop.RunAsync("asyncio:sleep", [0, i], Token)));
        Assert.Equal(Enumerable.Range(0, 3000).Cast<object>(), all);
    }

    [Fact]
    public async Task Several_loops_run_side_by_side_with_namespaces_of_their_own()
    {
        using PyEventLoop a = Start("side a");
        using PyEventLoop b = Start("side b");
        await a.RunCodeAsync("x = 'a'", Token);
        await b.RunCodeAsync("x = 'b'", Token);
        Assert.Equal("a", await a.RunCodeAsync("x", Token));
        Assert.Equal("b", await b.RunCodeAsync("x", Token));
        Assert.NotEqual(a.ThreadId, b.ThreadId);
    }

    [Fact]
    public async Task A_future_of_one_loop_is_refused_on_another_by_both_names()
    {
        using PyEventLoop other = Start("other");
        using PyObject made = python.Loop.ToPython(new TaskCompletionSource<int>().Task);
        PyAsyncException error = await Assert.ThrowsAsync<PyAsyncException>(() => other.AsTask<object?>(made, Token));
        Assert.Equal(PyErrorId.WrongLoop, error.Id);
        Assert.Equal("other", error.Facts["Loop"]);
        Assert.Equal("the event loop 'Default'", error.Facts["Bound"]);
    }

    [Fact]
    public async Task A_loop_that_was_given_up_answers_its_awaits_and_its_name_is_free()
    {
        PyEventLoop loop = Start("blocked");
        Task<object?> blocked = loop.RunCodeAsync("import time\ntime.sleep(8)");
        SpinWait.SpinUntil(() => loop.BlockedAt() is not null, s_limit);
        PyAsyncException error = Assert.Throws<PyAsyncException>(() => loop.Stop(TimeSpan.FromMilliseconds(100)));
        Assert.Equal("StopTimeout", error.ErrorId);
        Assert.Matches(@"<PyAsync code \d+>:2 in _code", error.Message);
        loop.Stop(TimeSpan.FromMilliseconds(100), force: true);
        Assert.Equal(PyEventLoopState.Stopped, loop.State);
        await Assert.ThrowsAsync<LoopStoppedException>(() => blocked);
        using PyEventLoop again = Start("blocked");
        Assert.Equal(PyEventLoopState.Running, again.State);
    }

    [Fact]
    public async Task A_lag_is_measured_on_an_idle_loop_and_limited_on_a_busy_one()
    {
        using PyEventLoop loop = Start("lag");
        Assert.InRange(loop.MeasureLag(s_limit).TotalMilliseconds, 0, 5_000);
        Task<object?> busy = loop.RunCodeAsync("import time\ntime.sleep(1)");
        SpinWait.SpinUntil(() => loop.BlockedAt() is not null, s_limit);
        Assert.Equal(100, loop.MeasureLag(TimeSpan.FromMilliseconds(100)).TotalMilliseconds);
        await busy;
    }

    [Fact]
    public void Asking_for_another_Python_names_both()
    {
        PythonInstallation? other = PythonLocator.FindAll().FirstOrDefault(candidate => !candidate.IsSameAs(python.Loop.Python));
        Assert.SkipWhen(other is null, "This machine has only one Python.");
        PythonNotUsableException error = Assert.Throws<PythonNotUsableException>(() => PyEventLoop.Start(new PyEventLoopOptions { Name = "another", Python = other.Executable }));
        Assert.Equal(PythonProblem.AnotherIsRunning, error.Problem);
        Assert.Contains(other.Executable, error.Message, StringComparison.Ordinal);
        Assert.Contains(python.Loop.Python.Executable, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_interpreter_tells_of_itself_what_the_program_would()
    {
        PythonInstallation installation = python.Loop.Python;
        Assert.Equal(installation.Executable, python.Run("import sys\nsys.executable"));
        Assert.Equal(installation.Prefix, python.Run("sys.prefix"));
        Assert.NotEqual("fork", python.Run("import multiprocessing\nmultiprocessing.get_start_method()"));
        Assert.Equal(true, python.Run("import threading\nthreading.main_thread() is threading.current_thread()"));
    }
}
