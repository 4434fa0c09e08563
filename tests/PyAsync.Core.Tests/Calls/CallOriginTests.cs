using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using PyAsync.Calls;
using PyAsync.Interop;
using Xunit;

namespace PyAsync.Tests.Calls;

/// <summary>What Python code says finds who started it.</summary>
public sealed class CallOriginTests(LoopFixture python)
{
    private const string Warner = """
        async def warn_everywhere(name):
            import warnings
            def say(where):
                warnings.warn(name + " " + where, UserWarning)
            warnings.simplefilter("always")
            say("at once")
            await asyncio.sleep(0)
            say("after an await")
            async def child():
                await asyncio.sleep(0.01)
                say("in a child task")
            await asyncio.create_task(child())
            await asyncio.to_thread(say, "in a thread")
            called = asyncio.get_running_loop().create_future()
            asyncio.get_running_loop().call_soon(lambda: called.set_result(say("in a callback")))
            await called
        """;

    private static readonly string[] s_places = ["at once", "after an await", "in a child task", "in a thread", "in a callback"];

    [Fact]
    public async Task Each_warning_reaches_the_origin_of_its_own_task()
    {
        using PyFunctionTarget target = python.Define(Warner, "warn_everywhere");
        Collector first = new();
        Collector second = new();
        Task[] calls = [.. Enumerable.Range(0, 10).Select(i => i % 2 == 0 ? Call(target, first, "first") : Call(target, second, "second"))];
        await Task.WhenAll(calls);
        Assert.Equal(s_places.SelectMany(place => Enumerable.Repeat("first " + place, 5)).Order(), first.Messages.Order());
        Assert.Equal(s_places.SelectMany(place => Enumerable.Repeat("second " + place, 5)).Order(), second.Messages.Order());
    }

    [Fact]
    public async Task A_function_that_is_no_coroutine_warns_its_own_origin()
    {
        using PyFunctionTarget target = python.Define("""
            def warn_directly(name):
                import warnings
                warnings.simplefilter("always")
                warnings.warn(name, UserWarning)
            """, "warn_directly");
        Collector collector = new();
        await Call(target, collector, "plain");
        Assert.Equal(["plain"], collector.Messages);
    }

    [Fact]
    public async Task Awaits_of_two_origins_that_share_a_context_warn_their_own()
    {
        using PyFunctionTarget target = python.Define(Warner, "warn_everywhere");
        PyContext shared = PyContext.Create(python.Loop);
        Collector first = new();
        Collector second = new();
        await Task.WhenAll(Call(target, first, "first", shared), Call(target, second, "second", shared));
        Assert.Equal(s_places.Select(place => "first " + place).Order(), first.Messages.Order());
        Assert.Equal(s_places.Select(place => "second " + place).Order(), second.Messages.Order());
    }

    [Fact]
    public async Task A_traceparent_and_an_origin_are_both_seen()
    {
        using PyFunctionTarget target = python.Define("""
            async def tell_parent(name):
                import pyasync, warnings
                warnings.simplefilter("always")
                await asyncio.sleep(0)
                warnings.warn(pyasync.traceparent.get(), UserWarning)
            """, "tell_parent");
        Collector collector = new();
        using System.Diagnostics.Activity activity = new System.Diagnostics.Activity("test").SetIdFormat(System.Diagnostics.ActivityIdFormat.W3C).Start();
        await Call(target, collector, "x");
        Assert.Equal([activity.Id!], collector.Messages);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_callback_knows_the_origin_of_the_task_that_calls(bool isBlocking)
    {
        using PyFunctionTarget target = python.Define("""
            async def call_back(function):
                async def child():
                    await asyncio.sleep(0)
                    result = function()
                    return await result if asyncio.isfuture(result) else result
                return await asyncio.create_task(child())
            """, "call_back");
        OriginReader reader = new(isBlocking);
        TaskCall<object?> call = new() { Target = target, Arguments = new PyArguments([reader]), Origin = new CallOrigin { Command = "mine" } };
        Assert.Equal("mine", await call.PostTo(python.Loop, TestContext.Current.CancellationToken));
        Assert.Same(call.Origin, reader.Seen);
    }

    [Fact]
    public async Task An_origin_whose_awaits_have_ended_is_not_kept()
    {
        using PyFunctionTarget target = python.Define("""
            async def nothing(name):
                await asyncio.sleep(0)
            """, "nothing");
        WeakReference origin = await CallForgotten(target);
        // The next origin's await releases what was kept of the one before.
        await Call(target, new Collector(), "next");
        await python.Loop.RunCodeAsync("1", TestContext.Current.CancellationToken);
        for (int i = 0; i < 20 && origin.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            // A round trip, in which the loop releases what finalizers gave back.
            await python.Loop.RunCodeAsync("import gc; gc.collect(); 1", TestContext.Current.CancellationToken);
        }
        Assert.False(origin.IsAlive);
    }

    private async Task<WeakReference> CallForgotten(PyTarget target)
    {
        Collector collector = new();
        CallOrigin origin = new() { Output = collector };
        // As a command's output knows its command, and so the origin.
        collector.Origin = origin;
        await new TaskCall<object?> { Target = target, Arguments = new PyArguments(["forgotten"]), Origin = origin }.PostTo(python.Loop, default);
        return new WeakReference(origin);
    }

    private Task<object?> Call(PyTarget target, Collector collector, string name, PyContext? context = null) => new TaskCall<object?>
    {
        Target = target,
        Arguments = new PyArguments([name]),
        Origin = new CallOrigin { Output = collector },
        Context = context,
    }.PostTo(python.Loop, TestContext.Current.CancellationToken);

    private sealed class OriginReader(bool isBlocking) : PyCallback(isBlocking)
    {
        public CallOrigin? Seen { get; private set; }

        protected internal override void Start(PyCallbackCall call)
        {
            Seen = call.Origin;
            call.SetResult(call.Origin?.Command);
        }
    }

    private sealed class Collector : ICallOutput
    {
        private readonly ConcurrentQueue<string> _messages = new();

        public CallOrigin? Origin { get; set; }

        public IEnumerable<string> Messages => _messages;

        public bool TryWrite(object record)
        {
            _messages.Enqueue(((PyWarning)record).Message);
            return true;
        }
    }
}
