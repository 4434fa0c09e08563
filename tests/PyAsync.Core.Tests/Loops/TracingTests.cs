using System;
using System.Threading;
using System.Threading.Tasks;
using PyAsync.Calls;
using PyAsync.CPython;
using PyAsync.Interpreters;
using PyAsync.Loops;
using Xunit;

namespace PyAsync.Tests.Loops;

/// <summary>Profilers, tracers and debuggers work in code that runs here, as they do under <c>python</c>.</summary>
public sealed class TracingTests(LoopFixture python)
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    private const string Profile = """
        import cProfile, pstats, io
        _profile = cProfile.Profile()
        _profile.runcall(lambda: [abs(i) for i in range(3)])
        pstats.Stats(_profile, stream=io.StringIO()).total_calls >= 4
        """;

    private const string Trace = """
        import sys
        _lines = []
        def _traced(x):
            y = x + 1
            return y
        def _trace(frame, event, argument):
            _lines.append(event)
            return _trace
        sys.settrace(_trace)
        _traced(1)
        sys.settrace(None)
        _lines[:4]
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task CProfile_profiles_a_function() => Assert.Equal(true, await Run(Profile));

    [Fact]
    public async Task CProfile_profiles_in_a_second_loop()
    {
        using PyEventLoop loop = PyEventLoop.Start(new PyEventLoopOptions { Name = "profiled" });
        Assert.Equal(true, await loop.RunCodeAsync(Profile, Token).WaitAsync(s_limit, Token));
    }

    [Fact]
    public async Task A_trace_function_sees_each_line() =>
        Assert.Equal(["call", "line", "line", "return"], Assert.IsType<object[]>(await Run(Trace)));

    [Fact]
    public async Task A_trace_function_sees_a_coroutine_that_suspends() => Assert.Equal(true, await Run("""
        import sys, asyncio
        _seen = []
        def _watch(frame, event, argument):
            _seen.append((frame.f_code.co_name, event))
            return _watch
        async def _suspends():
            await asyncio.sleep(0)
            return 1
        sys.settrace(_watch)
        await asyncio.ensure_future(_suspends())
        sys.settrace(None)
        ("_suspends", "return") in _seen
        """));

    [Fact]
    public async Task A_trace_function_of_threads_sees_what_to_thread_runs() => Assert.Equal(true, await Run("""
        import asyncio, threading
        _names = []
        def _note(frame, event, argument):
            _names.append(frame.f_code.co_name)
            return _note
        def _in_thread():
            return 1
        threading.settrace(_note)
        from concurrent.futures import ThreadPoolExecutor
        _pool = ThreadPoolExecutor(1)
        await asyncio.get_running_loop().run_in_executor(_pool, _in_thread)
        threading.settrace(None)
        _pool.shutdown()
        "_in_thread" in _names
        """));

    [Fact]
    public async Task Pdb_debugs_by_a_script() => Assert.Contains("(Pdb)", Assert.IsType<string>(await Run("""
        import io, pdb
        _said = io.StringIO()
        def _debugged(x):
            y = x * 2
            return y
        _pdb = pdb.Pdb(stdin=io.StringIO("step\nstep\nnext\nargs\ncontinue\n"), stdout=_said, nosigint=True, readrc=False)
        _pdb.runcall(_debugged, 3)
        _said.getvalue()
        """)), StringComparison.Ordinal);

    [Fact]
    public async Task Bdb_stops_at_each_line() => Assert.Equal(2, await Run("""
        import bdb
        class _Stepper(bdb.Bdb):
            count = 0
            def user_line(self, frame):
                if frame.f_code.co_name == "_stepped":
                    self.count += 1
                self.set_step()
        def _stepped(x):
            y = x * 2
            return y
        _stepper = _Stepper()
        _stepper.runcall(_stepped, 3)
        _stepper.count
        """));

    [Fact]
    [Trait("Needs", "coverage")]
    public async Task Coverage_measures_lines()
    {
        python.Need("coverage");
        Assert.Equal(true, await Run("""
            import coverage, os, tempfile
            _file = os.path.join(tempfile.mkdtemp(), "measured.py")
            with open(_file, "w") as _text:
                _text.write("def measured():\n    return 1\n")
            _names = {}
            _coverage = coverage.Coverage(data_file=None)
            _coverage.start()
            with open(_file) as _text:
                exec(compile(_text.read(), _file, "exec"), _names)
            _names["measured"]()
            _coverage.stop()
            sorted(_coverage.get_data().lines(_file)) == [1, 2]
            """));
    }

    [Fact]
    public async Task An_interruption_that_comes_too_late_is_not_for_what_the_thread_runs_next()
    {
        PythonRuntime runtime = python.Loop.Runtime;
        ulong interrupted = 0;
        python.OnLoop((_, loop) =>
        {
            interrupted = Ident();
            // With the GIL held the thread has not noticed when it is withdrawn.
            runtime.Interruptions.Raise(interrupted, new PyBorrowed(loop.Interpreter.Half.ForcedExit));
            Withdraw(runtime);
            return 0;
        });
        Assert.NotEqual(0UL, interrupted);
        Assert.Equal(true, await Run(Profile));
    }

    private static unsafe ulong Ident() => CApi.PyThread_get_thread_ident();

    private static void Withdraw(PythonRuntime runtime) => runtime.Interruptions.Withdraw();

    private Task<object?> Run(string code) => python.Loop.RunCodeAsync(code, Token).WaitAsync(s_limit, Token);
}
