using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using PyAsync.Calls;
using PyAsync.Interop;
using PyAsync.Loops;
using PyAsync.Objects;
using PyAsync.Streams;
using Xunit;

namespace PyAsync.Tests.References;

/// <summary>
/// Each way across the border, over and over: on a debug build of Python, all references together are as many afterwards as
/// before. One reference left by each crossing would be seen as their number.
/// </summary>
public sealed class ReferenceCountTests(LoopFixture python)
{
    private const int Rounds = 400;

    private const string Source = """
        import asyncio, collections, dataclasses, datetime, decimal, gc, sys, uuid
        @dataclasses.dataclass
        class _Row:
            a: int = 1
        _Pair = collections.namedtuple('_Pair', 'l r')
        class _Kept:
            def __init__(self): self.value = [1, {'k': 2}]
            def method(self, x, *, y=1): return [x, y]
            def __call__(self, x): return x
            def __getitem__(self, key): return key
        _mixed = {'n': None, 'i': 2**70, 'f': 1.5, 's': 'text', 'u': 'h\u00e4', 'l': [1, (2, {3})], 'd': {'x': {1: 2}},
                  't': datetime.datetime(2024, 1, 1, tzinfo=datetime.timezone.utc), 'e': decimal.Decimal('1.5'), 'g': uuid.UUID(int=5),
                  'r': _Row(), 'p': _Pair(1, [2]), 'b': b'bytes', 'v': bytearray(b'view'), 'live': object()}
        async def _echo(x): return x
        async def _later(x):
            await asyncio.sleep(0)
            return x
        async def _fails(x):
            await asyncio.sleep(0)
            raise ValueError(x)
        async def _never(x): await asyncio.Event().wait()
        async def _numbers(n):
            for i in range(n): yield [i]
        async def _call(f, x): return await f(x)
        async def _call_failing(f, x):
            try: return await f(x)
            except Exception: return None
        async def _call_blocking(f, x): return f(x)
        async def _collect(source): return [x async for x in source]
        async def _first(source):
            async for x in source: return x
        async def _await_and_cancel(x):
            t = asyncio.ensure_future(x)
            await asyncio.sleep(0)
            t.cancel()
            try: await t
            except asyncio.CancelledError: return 1
        def _plain(*args, **keywords): return args
        """;

    private PyEventLoop Loop => python.Loop;

    [Fact]
    public Task Values_out_of_Python() => StayLevel("_echo", async unused => _ = await Loop.RunCodeAsync("_mixed"));

    [Fact]
    public Task Values_into_Python() => StayLevel("_plain", target => Call(target, [new Dictionary<string, object?>
    {
        ["n"] = null,
        ["i"] = System.Numerics.BigInteger.Pow(2, 70),
        ["s"] = "text",
        ["l"] = new object?[] { 1, (2, 3), new HashSet<int> { 4 } },
        ["t"] = DateTimeOffset.UnixEpoch,
        ["e"] = 1.5m,
        ["g"] = Guid.Empty,
        ["b"] = new byte[] { 1 },
        ["a"] = new[] { 1, 2 },
        ["m"] = new byte[10].AsMemory(),
        ["q"] = new Queue<object?>([1, "x"]),
    }]));

    [Fact]
    public Task Awaits_that_end_at_once() => StayLevel("_echo", target => Call(target, [1]));

    [Fact]
    public Task Awaits_that_are_suspended() => StayLevel("_later", target => Call(target, ["x"]));

    [Fact]
    public Task Awaits_that_fail() => StayLevel("_fails", target => Assert.ThrowsAsync<PyException>(() => Call(target, ["x"])));

    [Fact]
    public Task Awaits_that_are_cancelled() => StayLevel("_never", async target =>
    {
        using CancellationTokenSource source = new();
        Task call = Loop.RunAsync<object?>(target, new PyArguments([1]), source.Token);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    });

    [Fact]
    public Task Code_with_variables() => StayLevel("_echo", async unused =>
    {
        using PyCodeTarget code = new(Loop, "given[0] + _", withItem: true, [new("given", new object?[] { 1 })]);
        Assert.Equal(3, await Call(code, [2]));
    });

    [Fact]
    public Task Delegates_that_Python_awaits() => StayLevel("_call", target =>
        Call(target, [(Func<int, Task<int>>)(async x => { await Task.Yield(); return x; }), 1]));

    [Fact]
    public Task Delegates_that_fail() => StayLevel("_call_failing", target =>
        Call(target, [(Func<int, Task<int>>)(_ => throw new FormatException("no")), 1]));

    [Fact]
    public Task Delegates_that_block() => StayLevel("_call_blocking", target =>
        Call(target, [new DelegateCallback((Func<int, int>)(x => x), isBlocking: true), 1]));

    [Fact]
    public Task Tasks_that_Python_awaits() => StayLevel("_echo", async unused =>
    {
        PyFunctionTarget target = new(Loop, "__main__:_await_it");
        _ = await Call(target, [Task.Delay(1)]);
        _ = await Call(target, [Task.FromResult<object?>(new object?[] { 1 })]);
    }, "async def _await_it(x): return await x");

    [Fact]
    public Task Tasks_that_Python_cancels() => StayLevel("_await_and_cancel", target => Call(target, [new PyHostWork(token => Task.Delay(-1, token))]));

    [Fact]
    public Task Streams_out_of_Python() => StayLevel("_numbers", async target =>
    {
        await foreach (object? _ in Loop.Stream<object?>(target, new PyArguments([5])))
        {
        }
    });

    [Fact]
    public Task Streams_out_of_Python_that_end_early() => StayLevel("_numbers", async target =>
    {
        await foreach (object? _ in Loop.Stream<object?>(target, new PyArguments([500])))
        {
            break;
        }
    });

    [Fact]
    public Task Streams_into_Python() => StayLevel("_collect", target => Call(target, [Count(5)]));

    [Fact]
    public Task Streams_into_Python_that_end_early() => StayLevel("_first", target => Call(target, [Count(500)]));

    [Fact]
    public Task Live_objects_and_what_they_are_asked() => StayLevel("_plain", async unused =>
    {
        using PyCodeTarget code = new(Loop, "_Kept()", withItem: false);
        PyObject live = Assert.IsAssignableFrom<PyObject>(await Loop.RunAsync<object?>(code, null));
        _ = live.PyGetAttribute("value");
        live.PySetAttribute("other", new object?[] { 1 });
        _ = live.PyInvokeMethod("method", ["a"], new Dictionary<string, object?> { ["y"] = 2 });
        _ = live.PyInvoke([1]);
        _ = live.PyGetItem("k");
        _ = live.PyRepr;
        _ = live.PyDir();
        _ = live.ToString();
        _ = Assert.Throws<PyException>(() => live.PyGetAttribute("missing"));
        live.PyRelease();
    });

    [Fact]
    public Task Live_objects_that_a_finalizer_gives_back() => StayLevel("_plain", async unused => await Forget());

    [Fact]
    public Task Shared_contexts() => StayLevel("_later", async target =>
    {
        using PyContext context = PyContext.Create(Loop);
        _ = await Loop.RunAsync<object?>(target, new PyArguments([1]), new PyCallOptions { Context = context });
    });

    [Fact]
    public Task Tasks_in_sight() => StayLevel("_later", async target =>
    {
        Task call = Call(target, [1]);
        _ = Loop.GetTasks(TimeSpan.FromSeconds(10));
        await call;
    }, "import pyasync._tasks\n# The ends of so many are remembered.\npyasync._tasks._MOST_ENDED = 20");

    [Fact]
    public Task Looks_from_outside() => StayLevel("_later", unused =>
    {
        _ = Loop.BlockedAt();
        _ = Loop.MeasureLag(TimeSpan.FromSeconds(10));
        return Task.CompletedTask;
    }, rounds: 50);

    [Fact]
    public Task Loops_that_start_run_and_stop() => StayLevel("_later", async unused =>
    {
        await PyEventLoop.UseAsync(async loop =>
        {
            // As commands do it: each of an origin of its own.
            using PyCodeTarget code = new(loop, "import asyncio\nawait asyncio.sleep(0)\n[1]", withItem: false);
            return await loop.RunAsync<object?>(code, null, new PyCallOptions { Origin = new CallOrigin { Command = "a command" } });
        });
    }, rounds: 30);

    private Task<object?> Call(PyTarget target, object?[] arguments) => Loop.RunAsync<object?>(target, new PyArguments(arguments));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task Forget()
    {
        using PyCodeTarget code = new(Loop, "_Kept()", withItem: false);
        _ = await Loop.RunAsync<object?>(code, null);
    }

    private static async IAsyncEnumerable<int> Count(int count)
    {
        for (int i = 0; i < count; i++)
        {
            await Task.Yield();
            yield return i;
        }
    }

    // Does it so often, twice: the first time what is kept for good comes into being.
    private async Task StayLevel(string function, Func<PyFunctionTarget, Task> crossing, string more = "", int rounds = Rounds)
    {
        Assert.SkipUnless((bool)python.Read("hasattr(__import__('sys'), 'gettotalrefcount')")!, "Only a debug build of Python counts all references.");
        python.Run(Source + "\n" + more);
        using PyFunctionTarget target = new(Loop, "__main__:" + function);
        await Repeat(target, crossing, rounds);
        // What other tests left behind may go meanwhile; what this one leaves, it leaves each time.
        double each = double.MaxValue;
        for (int attempt = 0; attempt < 3 && Math.Abs(each) > 0.2; attempt++)
        {
            long before = Total();
            await Repeat(target, crossing, rounds);
            each = (double)(Total() - before) / rounds;
        }
        Assert.InRange(each, -0.2, 0.2);
    }

    private static async Task Repeat(PyFunctionTarget target, Func<PyFunctionTarget, Task> crossing, int rounds)
    {
        for (int i = 0; i < rounds; i++)
        {
            await crossing(target);
        }
    }

    // The least of several readings: what another thread holds for a moment, as who looks for blocked loops does, is no leak.
    private long Total()
    {
        long least = long.MaxValue;
        for (int i = 0; i < 5; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            // One turn of the loop, in which it releases what finalizers have given back.
            least = Math.Min(least, Convert.ToInt64(python.Run("gc.collect(); sys.gettotalrefcount()"), null));
        }
        return least;
    }
}
