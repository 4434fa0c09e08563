using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using PyAsync.Calls;
using PyAsync.CPython;
using PyAsync.Interpreters;
using PyAsync.Loops;
using Xunit;

namespace PyAsync.Tests.Loops;

/// <summary>A loop whose thread something keeps is noticed without being asked for, and what keeps it is named.</summary>
public sealed class BlockedLoopTests(LoopFixture python)
{
    // Computes for about four seconds in C with the GIL held, and looks for no signal: a debug build is six times as slow.
    private const string PrepareHold = """
        import time
        _start = time.perf_counter()
        _held = sum(range(3_000_000))
        _count = int(3_000_000 * 4 / (time.perf_counter() - _start))
        """;
    private const string HoldGil = "_held = sum(range(_count))";

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static PyEventLoop Start(string name) => PyEventLoop.Start(new PyEventLoopOptions { Name = name });

    [Theory]
    [InlineData("in a first step", "time.sleep(4)")]
    [InlineData("in a later step", "await asyncio.sleep(0.05)\ntime.sleep(4)")]
    public async Task A_blocked_loop_is_noticed_within_a_second_with_its_line_until_it_goes_on(string when, string code)
    {
        using PyEventLoop loop = Start("blocked " + when);
        await loop.RunCodeAsync("import asyncio, time", Token);
        Assert.Null(loop.Blocked);
        Stopwatch clock = Stopwatch.StartNew();
        Task<object?> call = loop.RunCodeAsync(code, Token);
        Assert.True(SpinWait.SpinUntil(() => loop.Blocked?.Place is not null, s_limit));
        // A second, and what a machine that is busy otherwise adds.
        Assert.InRange(clock.Elapsed.TotalSeconds, 0.3, 2);
        Assert.Matches(@"^<PyAsync code \d+>:\d in _code$", loop.Blocked!.Place!);
        Assert.InRange(loop.Blocked.Duration.TotalSeconds, 0.3, 4);
        Assert.Matches(@"^\d\.\d s at <PyAsync code \d+>:\d in _code$", loop.Blocked.ToString());
        await call;
        Assert.True(SpinWait.SpinUntil(() => loop.Blocked is null, s_limit));
    }

    [Fact]
    public async Task A_loop_that_waits_is_not_woken_and_nothing_is_watched_when_nothing_is_in_flight()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux tells how often a thread has slept.");
        using PyEventLoop loop = Start("waits");
        await loop.RunCodeAsync("import asyncio, threading\n_gate = asyncio.Event()", Token);
        int thread = Convert.ToInt32(await loop.RunCodeAsync("threading.get_native_id()", Token), null);
        Task<object?> call = loop.RunCodeAsync("await _gate.wait()", Token);
        Assert.True(SpinWait.SpinUntil(() => loop.Pending == 1, s_limit));
        await Task.Delay(500, Token);
        string before = Sleeps(thread);
        // Time for three looks or so.
        await Task.Delay(1500, Token);
        Assert.Equal(before, Sleeps(thread));
        Assert.Null(loop.Blocked);
        Assert.True(LoopWatchdog.IsWatching);
        await loop.RunCodeAsync("_gate.set()", Token);
        await call;
        // Other tests may have left loops with work behind; of this one nothing is asked any more.
        Assert.True(SpinWait.SpinUntil(() => !loop.Pulse.Look(), s_limit));
    }

    [Fact]
    public async Task The_thread_that_holds_the_GIL_is_named_with_its_line()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux tells which thread computes.");
        Assert.SkipWhen((bool)python.Read("not getattr(__import__('sys'), '_is_gil_enabled', lambda: True)()")!, "This Python has no GIL.");
        using PyEventLoop holder = Start("holder");
        using PyEventLoop other = Start("other");
        await holder.RunCodeAsync(PrepareHold, Token);
        Task<object?> held = holder.RunCodeAsync(HoldGil, Token);
        Assert.True(SpinWait.SpinUntil(() => holder.Blocked?.Place is not null, s_limit));
        Assert.Matches(@"^<PyAsync code \d+>:1 in _code, in C code that holds Python's GIL$", holder.Blocked!.Place!);
        PyAsyncException Ask() => Assert.Throws<PyAsyncException>(() => other.Invoke(_ => 1, TimeSpan.FromMilliseconds(100)));
        // On a busy machine the holder may itself wait for a core at the moment that it is looked at.
        PyAsyncException error = Ask();
        for (int i = 0; i < 10 && !error.Message.Contains("holder", StringComparison.Ordinal); i++)
        {
            error = Ask();
        }
        Assert.Equal("LoopBusy", error.ErrorId);
        Assert.Matches(@"waiting for Python's GIL, which the thread 'Python loop holder' holds in C code at <PyAsync code \d+>:1 in _code\.", error.Message);
        await held;
        Assert.Equal(1, other.Invoke(_ => 1, s_limit));
    }

    [Fact]
    public async Task A_line_of_Pythons_library_is_told_as_the_line_that_has_called_it()
    {
        using PyEventLoop loop = Start("in the library");
        await loop.RunCodeAsync("import subprocess, sys", Token);
        Task<object?> call = loop.RunCodeAsync("\nsubprocess.run([sys.executable, '-c', 'import time; time.sleep(3)'], capture_output=True)\nNone", Token);
        Assert.True(SpinWait.SpinUntil(() => loop.Blocked?.Place is not null, s_limit));
        Assert.Matches(@"^<PyAsync code \d+>:2 in _code$", loop.Blocked!.Place!);
        await call;
    }

    [Fact]
    public async Task A_stop_by_force_frees_what_Pythons_main_thread_waits_for()
    {
        // The fixture's loop has it.
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals.");
        Assert.Equal("LoopStopped Stopped True 0", await RunStopBlocked("import time\ntime.sleep(60)"));
        Assert.Equal("LoopStopped Stopped True 0", await RunStopBlocked("while True: pass"));
        Assert.Equal("LoopStopped Stopped True 0", await RunStopBlocked("import re\nre.match(r'(a+)+$', 'a' * 40 + 'b')"));
    }

    [Fact]
    public async Task A_stop_by_force_frees_the_main_thread_where_SIGINT_is_ignored_as_by_nohup()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals.");
        Assert.Equal("LoopStopped Stopped True 0", await RunStopBlocked("import time\ntime.sleep(60)", "/bin/sh", "-c", "trap '' INT; exec \"$0\" \"$@\""));
    }

    [Fact]
    public async Task A_thread_that_cannot_be_freed_is_named_among_what_is_left_over()
    {
        PyEventLoop loop = Start("lost");
        Task<object?> call = loop.RunCodeAsync("import time\ntime.sleep(6)");
        Assert.True(SpinWait.SpinUntil(() => loop.Blocked is not null, s_limit));
        loop.Stop(TimeSpan.FromMilliseconds(100), force: true);
        await Assert.ThrowsAsync<LoopStoppedException>(() => call);
        Assert.Matches(@"^the loop's own thread at <PyAsync code \d+>:2 in _code, which cannot be interrupted there", Assert.Single(loop.LeftOver));
    }

    [Fact]
    public async Task An_interruption_that_comes_as_the_loop_closes_is_not_for_the_close()
    {
        PyEventLoop loop = Start("closes");
        List<string> errors = [];
        loop.UnhandledError += (_, error) => errors.Add($"{error.ExceptionObject}");
        bool hasRun = false;
        loop.Closing += () =>
        {
            Task interruption = Task.Run(loop.Ending.Interrupt);
            using (GilPause.Begin())
            {
                interruption.Wait();
            }
            using PyOwned value = LoopFixture.Evaluate("sum(1 for _ in range(10_000))");
            hasRun = true;
        };
        await loop.StopAsync();
        Assert.Empty(errors);
        Assert.True(hasRun);
    }

    [Fact]
    public async Task Several_blocked_loops_are_stopped_in_the_time_of_one()
    {
        PyEventLoop[] loops = [.. Enumerable.Range(0, 4).Select(i => Start($"many {i}"))];
        Task<object?>[] calls = [.. loops.Select(loop => loop.RunCodeAsync("import time\ntime.sleep(9)"))];
        Assert.True(SpinWait.SpinUntil(() => loops.All(loop => loop.Blocked is not null), s_limit));
        Stopwatch clock = Stopwatch.StartNew();
        LoopStop.WaitAll([.. loops.Select(loop => LoopStop.Begin(loop, TimeSpan.FromSeconds(0.5), force: true))], Token);
        // One alone: its limit, half a second of grace, a second for the interruption. All of them one after another: 8 s.
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 5);
        Assert.All(loops, loop => Assert.Equal(PyEventLoopState.Stopped, loop.State));
        foreach (Task<object?> call in calls)
        {
            await Assert.ThrowsAsync<LoopStoppedException>(() => call);
        }
    }

    private async Task<string> RunStopBlocked(string code, params string[] around)
    {
        string[] line = [.. around, Environment.ProcessPath!, Program.StopBlocked, code];
        ProcessStartInfo start = new(line[0], line[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PYASYNC_PYTHON"] = python.Loop.Python.Executable;
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync(Token);
        string output = await process.StandardOutput.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);
        Assert.Equal("", await errors);
        return output.Trim();
    }

    private static string Sleeps(int thread) =>
        File.ReadLines($"/proc/self/task/{thread}/status").Single(line => line.StartsWith("voluntary_ctxt_switches", StringComparison.Ordinal));
}
