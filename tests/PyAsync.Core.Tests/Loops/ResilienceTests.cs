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

/// <summary>Code of others that fails where nobody expects it: the loop, its other awaits and the process go on.</summary>
public sealed class ResilienceTests(LoopFixture python)
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(20);

    private PyEventLoop Loop => python.Loop;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_loop_goes_on_when_its_drain_is_interrupted()
    {
        using PyEventLoop loop = PyEventLoop.Start(new PyEventLoopOptions { Name = "interrupted" });
        // Asked for at the beginning of a drain, so that it ends before an item has run.
        await loop.RunCodeAsync("""
            import asyncio
            _loop = asyncio.get_running_loop()
            _ask = _loop.get_task_factory
            def _interrupt():
                _loop.get_task_factory = _ask
                raise KeyboardInterrupt
            _loop.get_task_factory = _interrupt
            """, Token);
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(2, await loop.RunCodeAsync("1 + 1", Token).WaitAsync(s_limit, Token));
        }
        loop.Stop(s_limit);
    }

    [Fact]
    public async Task A_loop_goes_on_when_the_handler_of_a_signal_raises_while_it_is_idle()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows sends no signals to a thread.");
        // The fixture's loop runs on Python's main thread, which alone runs handlers.
        await Loop.RunCodeAsync("""
            import asyncio, signal, threading
            _raised = asyncio.Event()
            def _handle(number, frame):
                raise TimeoutError("by the handler")
            def _told(loop, context):
                _seen.append(repr(context["exception"]))
                _raised.set()
            _seen = []
            _loop = asyncio.get_running_loop()
            _loop.set_exception_handler(_told)
            signal.signal(signal.SIGUSR1, _handle)
            threading.Timer(0.2, signal.pthread_kill, (threading.get_ident(), signal.SIGUSR1)).start()
            """, Token);
        Assert.Equal(true, await Loop.RunCodeAsync("await _raised.wait()", Token).WaitAsync(s_limit, Token));
        Assert.Equal("TimeoutError('by the handler')", await Loop.RunCodeAsync("signal.signal(signal.SIGUSR1, signal.SIG_DFL)\n_loop.set_exception_handler(None)\n_seen[0]", Token));
    }

    [Fact]
    public async Task A_loop_stops_though_a_callback_exits_in_the_moment_of_its_stop()
    {
        PyEventLoop loop = PyEventLoop.Start(new PyEventLoopOptions { Name = "exits late" });
        await loop.RunCodeAsync("""
            import asyncio
            _loop = asyncio.get_running_loop()
            def _look():
                if _loop._stopping:
                    raise SystemExit("just now")
                _loop.call_later(0, _look)
            _loop.call_soon(_look)
            """, Token);
        loop.Stop(s_limit);
        Assert.Equal(PyEventLoopState.Stopped, loop.State);
    }

    [Fact]
    public async Task A_loop_goes_on_when_a_handler_of_unhandled_errors_fails()
    {
        using PyEventLoop loop = PyEventLoop.Start(new PyEventLoopOptions { Name = "handled badly" });
        loop.UnhandledError += (_, _) => throw new InvalidOperationException("the handler's own");
        loop.Post(new Failing());
        Assert.Equal(2, await loop.RunCodeAsync("1 + 1", Token).WaitAsync(s_limit, Token));
    }

    [Fact]
    public async Task A_listener_of_a_token_that_throws_is_reported_when_Python_cancels()
    {
        using PyEventLoop loop = PyEventLoop.Start(new PyEventLoopOptions { Name = "listener" });
        TaskCompletionSource<Exception> reported = new(TaskCreationOptions.RunContinuationsAsynchronously);
        loop.UnhandledError += (_, e) => reported.TrySetResult((Exception)e.ExceptionObject);
        Func<CancellationToken, Task> work = async token =>
        {
            await using CancellationTokenRegistration registration = token.Register(() => throw new InvalidOperationException("the listener's own"));
            await Task.Delay(Timeout.Infinite, token);
        };
        using PyCodeTarget target = new(loop, """
            import asyncio
            _task = asyncio.ensure_future(work)
            await asyncio.sleep(0.05)
            _task.cancel()
            """, withItem: false, [new("work", work)]);
        await loop.RunAsync<object?>(target, cancellationToken: Token);
        Exception error = await reported.Task.WaitAsync(s_limit, Token);
        Assert.Contains("the listener's own", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_target_that_was_refused_is_collected_quietly()
    {
        for (int i = 0; i < 3; i++)
        {
            Assert.Throws<ArgumentNullException>(() => new PyFunctionTarget(null!, "asyncio:sleep"));
        }
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }

    [Fact]
    public async Task A_callable_that_has_every_attribute_is_called_as_what_it_is()
    {
        PyObject callable = (PyObject)python.Run("""
            class _Everything:
                def __getattr__(self, name):
                    return _Everything()
                def __call__(self, x):
                    return x + 1
            _Everything()
            """)!;
        Assert.Equal(2, await Loop.RunAsync<int>(new PyObjectTarget(Loop, callable), new PyArguments([1]), Token));
    }

    [Fact]
    public async Task A_StopIteration_from_NET_ends_the_coroutine_that_awaits_it()
    {
        PyFunctionTarget target = python.Define("""
            async def _told(f):
                try:
                    return await f()
                except Exception as err:
                    return type(err).__name__
            """, "_told");
        PyException stop = await Assert.ThrowsAsync<PyException>(() => Loop.RunAsync("builtins:next", [python.Read("iter(())")], Token));
        Func<Task<int>> raises = () => Task.FromException<int>(stop);
        string? told = await Loop.RunAsync<string>(target, new PyArguments([raises]), Token).WaitAsync(s_limit, Token);
        Assert.Contains(told, new[] { "TypeError", "RuntimeError" });
    }

    [Fact]
    public async Task A_callback_that_cannot_start_leaves_no_future()
    {
        PyFunctionTarget target = python.Define("""
            import gc
            def _futures():
                return sum(issubclass(type(o), asyncio.Future) and not issubclass(type(o), asyncio.Task) for o in gc.get_objects())
            async def _call_often(f):
                gc.collect()
                before = _futures()
                for _ in range(100):
                    try:
                        await f()
                    except Exception as err:
                        assert "cannot start" in str(err)
                gc.collect()
                return _futures() - before
            """, "_call_often");
        Assert.InRange(await Loop.RunAsync<int>(target, new PyArguments([new NeverStarting()]), Token), -5, 5);
    }

    [Fact]
    public async Task Items_before_one_that_cannot_be_converted_are_given()
    {
        PyFunctionTarget target = python.Define("""
            async def _read(source):
                seen = []
                try:
                    async for item in source:
                        seen.append(item)
                except Exception as err:
                    seen.append(str(err))
                return seen
            """, "_read");
        object?[] seen = await Loop.RunAsync<object?[]>(target, new PyArguments([Items()]), Token);
        Assert.Equal([1, 2, 3], seen[..3]);
        Assert.Contains("contains itself", Assert.IsType<string>(seen[3]), StringComparison.Ordinal);
        Assert.Equal(4, seen.Length);
    }

    private static async IAsyncEnumerable<object?> Items()
    {
        yield return 1;
        yield return 2;
        yield return 3;
        object?[] odd = new object?[1];
        odd[0] = odd;
        yield return odd;
        await Task.Yield();
        yield return 5;
    }

    private sealed class Failing : LoopWork
    {
        protected internal override void Execute(PyEventLoop loop) => throw new InvalidOperationException("the item's own");

        protected internal override void Abandon(Exception reason)
        {
        }
    }

    private sealed class NeverStarting() : PyCallback(isBlocking: false)
    {
        protected internal override void Start(PyCallbackCall call) => throw new InvalidOperationException("cannot start");
    }
}
