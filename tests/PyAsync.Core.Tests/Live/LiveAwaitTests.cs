using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using PyAsync.Calls;
using PyAsync.Loops;
using PyAsync.Objects;
using Xunit;

namespace PyAsync.Tests.Live;

/// <summary>What .NET methods give to Python, awaited there.</summary>
public sealed class LiveAwaitTests(LoopFixture python)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // What a coroutine of one parameter gives for a live object.
    private Task<object?> Run(object value, string body) => python.RunLive("x", body, value);

    [Fact]
    public async Task A_method_that_gives_a_Task_is_awaited()
    {
        string file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "content", Token);
        Assert.Equal("content", await Run(new FileInfo(file), "from System.IO import File\nreturn await File.ReadAllTextAsync(str(x))"));
        File.Delete(file);
    }

    [Theory]
    [InlineData("Later(5)", 5)]
    [InlineData("Now(6)", 6)]
    [InlineData("Value(7)", 7)]
    [InlineData("Void()", null)]
    [InlineData("Like(8)", 8)]
    [InlineData("Untyped(9)", 9)]
    public async Task Every_kind_of_NET_awaitable_is_awaited(string call, object? expected) =>
        Assert.Equal(expected, await Run(new Source(), $"return await x.{call}"));

    [Fact]
    public async Task The_same_awaitable_is_awaited_twice() => Assert.Equal(10, await Run(new Source(), "t = x.Later(5)\nreturn await t + await t"));

    [Fact]
    public async Task Gather_awaits_many_at_once() =>
        Assert.Equal(4950, await Run(new Source(), "return sum(await asyncio.gather(*[x.Later(i) for i in range(100)]))"));

    [Fact]
    public async Task A_failed_Task_raises_its_NET_exception_which_is_caught_by_its_type() =>
        Assert.Equal("no number", await Run(new Source(), "from System import FormatException\ntry:\n    await x.Fail()\nexcept FormatException as e:\n    return e.Message"));

    [Fact]
    public async Task A_failed_Task_that_a_caller_gives_raises_HostError_and_as_a_live_value_its_NET_exception()
    {
        Assert.Equal("System.FormatException", await Run(Task.FromException(new FormatException("f")), "try:\n    await x\nexcept pyasync.HostError as e:\n    return e.type"));
        Assert.Equal(
            "caught", await Run(new Conversion.LiveValue(Task.FromException(new FormatException("f"))), "from System import FormatException\ntry:\n    await x\nexcept FormatException:\n    return 'caught'"));
    }

    [Fact]
    public async Task An_exception_that_nobody_catches_comes_back_as_itself()
    {
        Source source = new();
        PyException error = await Assert.ThrowsAsync<PyException>(() => Run(source, "await x.Fail()"));
        Assert.Same(source.Error, error.HostException);
    }

    [Fact]
    public async Task A_timeout_in_Python_cancels_the_token_that_the_method_was_given()
    {
        Source source = new();
        Assert.Equal("timeout", await Run(source, "try:\n    await asyncio.wait_for(x.Wait(pyasync.cancellation_token()), 0.05)\nexcept asyncio.TimeoutError:\n    return 'timeout'"));
        await source.Cancelled.Task.WaitAsync(TimeSpan.FromSeconds(10), Token);
    }

    [Fact]
    public async Task A_timeout_scope_of_asyncio_cancels_the_token_that_the_method_was_given()
    {
        Source source = new();
        Assert.Equal("timeout", await Run(source, "try:\n    async with asyncio.timeout(0.05):\n        await x.Wait(pyasync.cancellation_token())\nexcept TimeoutError:\n    return 'timeout'"));
        await source.Cancelled.Task.WaitAsync(TimeSpan.FromSeconds(10), Token);
    }

    [Fact]
    public async Task A_Task_that_another_thread_completes_while_Python_waits_wakes_it()
    {
        Source source = new();
        Task<object?> waiting = Run(source, "t = x.Held\nx.Waits()\nreturn await t");
        await source.Waiting.Task.WaitAsync(TimeSpan.FromSeconds(10), Token);
        Assert.False(waiting.IsCompleted);
        await Task.Run(() => source.Holder.SetResult(12), Token);
        Assert.Equal(12, await waiting.WaitAsync(TimeSpan.FromSeconds(10), Token));
    }

    [Fact]
    public async Task A_token_belongs_to_the_call_that_it_was_given_to()
    {
        Source source = new();
        Assert.Equal("other", await Run(source, "t = x.Wait(pyasync.cancellation_token())\no = x.Wait2()\no.cancel()\nawait asyncio.sleep(0.05)\nr = 'other' if not t.done() else 'both'\nt.cancel()\nreturn r"));
        await source.Cancelled.Task.WaitAsync(TimeSpan.FromSeconds(10), Token);
    }

    [Theory]
    [InlineData("x.TakeForNumber(t)")]
    [InlineData("x.TakeForNothing(t)")]
    [InlineData("CancellationTokenSource.CreateLinkedTokenSource(t)")]
    [InlineData("x.ReadAll(t)")]
    [InlineData("x.Taker(t)")]
    [InlineData("call(x.TakeForNothing, t)")]
    public async Task A_token_that_went_to_a_method_without_an_awaitable_is_cancelled_by_nothing_else(string call) =>
        Assert.Equal(
            false,
            await Run(
                new Source(),
                $"from System.Threading import CancellationTokenSource\nfrom System.Threading.Tasks import Task\ndef call(f, *a): return f(*a)\nt = pyasync.cancellation_token()\nkept = {call}\nd = call(Task.Delay, 60000)\nd.cancel()\ne = x.Never\ne.cancel()\nreturn x.IsCancelled(t)"));

    [Fact]
    public async Task A_token_belongs_to_what_the_method_gives_not_to_what_it_gives_a_callback_before() =>
        Assert.Equal(
            "False,True",
            await Run(new Source(), "t = pyasync.cancellation_token()\nd = x.TellAndWait(lambda task: task.cancel(), t)\na = x.IsCancelled(t)\nd.cancel()\nreturn f'{a},{x.IsCancelled(t)}'"));

    [Fact]
    public async Task A_cancelled_Task_raises_CancelledError() =>
        Assert.Equal("cancelled", await Run(new Source(), "try:\n    await x.Cancel()\nexcept asyncio.CancelledError:\n    return 'cancelled'"));

    [Fact]
    public async Task Shield_keeps_the_NET_work_going() =>
        Assert.Equal(3, await Run(new Source(), "t = x.Later(3)\ntry:\n    await asyncio.wait_for(asyncio.shield(t), 0)\nexcept asyncio.TimeoutError:\n    pass\nreturn await t"));

    [Fact]
    public async Task Given_back_to_NET_it_is_the_very_Task()
    {
        Source source = new();
        Assert.Equal(true, await Run(source, "return x.IsLast(x.Last())"));
        Assert.Equal(true, await Run(source, "x.IsLast(await_later := x.Last()); await await_later; return x.IsLast(await_later)"));
        Assert.Equal(true, await Run(source, "from System.Threading.Tasks import Task\nreturn await x.IsLastOfAny(Task.WhenAny(x.Last()))"));
        Assert.Equal(3, await Run(source, "from System.Threading.Tasks import Task\nreturn sum(await Task.WhenAll[int]([x.Later(1), x.Later(2)]))"));
        object?[] items = Assert.IsType<object?[]>(await Run(source, "return [x.Last()]"));
        Assert.Same(source.LastOne, items[0]);
    }

    [Fact]
    public async Task A_coroutine_is_a_Task_where_NET_wants_one() =>
        Assert.Equal(42, await Run(new Source(), "async def later():\n    await asyncio.sleep(0)\n    return 41\nreturn await x.AddOne(later())"));

    [Fact]
    public async Task An_async_sequence_is_read_by_async_for()
    {
        Channel<int> channel = Channel.CreateUnbounded<int>();
        for (int i = 0; i < 1000; i++)
        {
            channel.Writer.TryWrite(i);
        }
        channel.Writer.Complete();
        Assert.Equal(499500, await Run(channel.Reader, "n = 0\nasync for i in x.ReadAllAsync():\n    n += i\nreturn n"));
    }

    [Fact]
    public async Task Leaving_an_async_for_early_ends_the_sequence()
    {
        Source source = new();
        Assert.Equal(0, await Run(source, "items = x.Endless().__aiter__()\nasync for i in items:\n    break\nawait items.aclose()\nreturn i"));
        await source.Cancelled.Task.WaitAsync(TimeSpan.FromSeconds(10), Token);
    }

    [Fact]
    public async Task An_IAsyncDisposable_is_an_async_context_manager()
    {
        Source source = new();
        Assert.Equal(1, await Run(source, "async with x:\n    pass\nreturn x.Disposed"));
    }

    [Fact]
    public async Task An_async_function_is_a_delegate_that_gives_a_Task()
    {
        Source source = new();
        Assert.Equal(22, await Run(source, "async def twice(n):\n    await asyncio.sleep(0)\n    return n * 2\nreturn await x.Apply(twice, 11)"));
    }

    [Fact]
    public async Task A_function_is_a_delegate_on_the_thread_that_calls_it() =>
        Assert.Equal(12, await Run(new Source(), "return await x.ApplyElsewhere(lambda n: n + 1, 11)"));

    [Fact]
    public async Task An_async_delegate_that_is_called_after_its_loop_has_stopped_gives_a_Task_that_says_so()
    {
        python.NeedLive();
        Holder holder = new();
        PyEventLoop loop = PyEventLoop.Start(new PyEventLoopOptions { Name = "delegates" }, Token);
        python.Define("async def _hold(x):\n    async def twice(n): return n * 2\n    x.Keep(twice)", "_hold");
        await loop.RunAsync<object?>(new PyFunctionTarget(loop, "__main__:_hold"), new PyArguments([holder]), Token);
        Assert.Equal(4, await holder.Kept!(2));
        await loop.StopAsync(TimeSpan.FromSeconds(10));
        LoopStoppedException error = await Assert.ThrowsAsync<LoopStoppedException>(() => holder.Kept!(2));
        Assert.Contains("delegates", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Keeps a delegate.</summary>
    public sealed class Holder
    {
        internal Func<int, Task<int>>? Kept { get; private set; }

        /// <summary>Keeps it.</summary>
        public void Keep(Func<int, Task<int>> function) => Kept = function;
    }

    [Fact]
    public async Task An_error_in_a_delegate_is_the_Python_exception_again() =>
        Assert.Equal("caught", await Run(new Source(), "async def bad(n):\n    raise KeyError('k')\ntry:\n    await x.Apply(bad, 1)\nexcept KeyError:\n    return 'caught'"));

    [Fact]
    public async Task Events_are_an_async_iterator()
    {
        Source source = new();
        Assert.Equal(
            "1,2,3",
            await Run(source, "async with pyasync.event_stream(x, 'Changed') as events:\n    x.RaiseElsewhere(3)\n    got = []\n    async for e in events:\n        got.append(str(e.Number))\n        if len(got) == 3: break\nreturn ','.join(got)"));
        await WaitFor(() => source.Listeners == 0);
    }

    [Fact]
    public async Task Events_that_are_not_read_are_bounded_and_counted() =>
        Assert.Equal("98,99|8", await Run(new Source(), "s = pyasync.event_stream(x, 'Changed', limit=2)\nx.Raise(90, 99)\na = await s.__anext__()\nb = await s.__anext__()\nr = f'{a.Number},{b.Number}|{s.dropped}'\nawait s.aclose()\nreturn r"));

    [Fact]
    public async Task An_event_that_is_not_there_is_an_error_that_names_those_that_are()
    {
        PyException error = await Assert.ThrowsAsync<PyException>(() => Run(new Source(), "pyasync.event_stream(x, 'Chnaged')"));
        Assert.Contains("'Changed'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("None", "takes a .NET object or class, and this is Python's 'NoneType'")]
    [InlineData("asyncio.Event()", "takes a .NET object or class, and this is Python's 'Event'")]
    [InlineData("[]", "takes a .NET object or class, and this is Python's 'list'")]
    [InlineData("'text'", "takes a .NET object or class, and this is Python's 'str'")]
    [InlineData("x, 'Changed', 2**40", "from 1 to 2147483647, and this is 1099511627776")]
    [InlineData("x, 'Changed', 2**80", "and this is 1208925819614629174706176")]
    [InlineData("x, 'Changed', 0", "and this is 0")]
    public async Task What_event_stream_cannot_take_is_an_error_that_says_so(string arguments, string message)
    {
        string call = arguments.Contains("Changed", StringComparison.Ordinal) ? arguments : arguments + ", 'Changed'";
        PyException error = await Assert.ThrowsAsync<PyException>(() => Run(new Source(), $"pyasync.event_stream({call})"));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_Task_is_awaited_on_a_loop_that_PyAsync_does_not_run() =>
        Assert.Equal(5, await Run(new Source(), "async def elsewhere():\n    return await x.Later(2) + await x.Now(3)\nreturn await asyncio.to_thread(asyncio.run, elsewhere())"));

    [Fact]
    public async Task A_Task_made_on_one_loop_is_awaited_on_another() =>
        Assert.Equal(2, await Run(new Source(), "t = x.Later(2)\nasync def elsewhere():\n    return await t\nreturn await asyncio.to_thread(asyncio.run, elsewhere())"));

    private static async Task WaitFor(Func<bool> condition)
    {
        for (int i = 0; i < 1000 && !condition(); i++)
        {
            await Task.Delay(5, Token);
        }
        Assert.True(condition());
    }

    /// <summary>What Python is given.</summary>
    public sealed class Source : IAsyncDisposable
    {
        private EventHandler<NumberEventArgs>? _changed;

        internal TaskCompletionSource Cancelled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal FormatException Error { get; } = new("no number");

        internal Task? LastOne { get; private set; }

        internal TaskCompletionSource<int> Holder { get; } = new();

        internal TaskCompletionSource Waiting { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Ends when the test says so.</summary>
        public Task<int> Held => Holder.Task;

        /// <summary>Says that Python is about to wait.</summary>
        public void Waits() => Waiting.TrySetResult();

        internal int Listeners => _changed?.GetInvocationList().Length ?? 0;

        /// <summary>An event.</summary>
        public event EventHandler<NumberEventArgs> Changed
        {
            add => _changed += value;
            remove => _changed -= value;
        }

        /// <summary>How often it was disposed.</summary>
        public int Disposed { get; private set; }

        /// <summary>Ends later, on another thread.</summary>
        public async Task<int> Later(int value)
        {
            await Task.Delay(20, Token);
            return value;
        }

        /// <summary>Has ended.</summary>
        public Task<int> Now(int value) => Task.FromResult(value);

        /// <summary>A ValueTask.</summary>
        public ValueTask<int> Value(int value) => new(Later(value));

        /// <summary>Without a result.</summary>
        public async Task Void() => await Task.Yield();

        /// <summary>Something like a Task.</summary>
        public ConfiguredTaskAwaitable<int> Like(int value) => Later(value).ConfigureAwait(false);

        /// <summary>Declared as object.</summary>
        public object Untyped(int value) => Later(value);

        /// <summary>Fails.</summary>
        public Task<int> Fail() => Task.FromException<int>(Error);

        /// <summary>Is cancelled.</summary>
        public Task Cancel() => Task.FromCanceled(new CancellationToken(true));

        /// <summary>Waits for its token.</summary>
        public async Task Wait(CancellationToken token)
        {
            using CancellationTokenRegistration registration = token.Register(() => Cancelled.TrySetResult());
            await Task.Delay(Timeout.Infinite, token);
        }

        /// <summary>Takes a token.</summary>
        public int TakeForNumber(CancellationToken token) => token.IsCancellationRequested ? 1 : 0;

        /// <summary>Takes a token.</summary>
        public void TakeForNothing(CancellationToken token) => token.ThrowIfCancellationRequested();

        /// <summary>Takes a token.</summary>
        public IAsyncEnumerable<int> ReadAll(CancellationToken token) => Endless(token);

        /// <summary>Whether it is cancelled.</summary>
        public bool IsCancelled(CancellationToken token) => token.IsCancellationRequested;

        /// <summary>Tells of a Task, and gives another.</summary>
        public Task TellAndWait(Action<Task> tell, CancellationToken token)
        {
            tell(Never);
            return Task.Delay(Timeout.Infinite, token);
        }

        /// <summary>A Task that does not end.</summary>
        public Task Never => new TaskCompletionSource().Task;

        /// <summary>Takes a token when it is made.</summary>
        public sealed class Taker(CancellationToken token)
        {
            /// <summary>Whether it is cancelled.</summary>
            public bool IsCancelled => token.IsCancellationRequested;
        }

        /// <summary>Waits for ever.</summary>
        public Task Wait2() => Task.Delay(Timeout.Infinite, Token);

        /// <summary>The one that it made last.</summary>
        public Task Last() => LastOne = Task.Delay(1, Token);

        /// <summary>Whether it gets the Task that it made last.</summary>
        public bool IsLast(Task task) => ReferenceEquals(task, LastOne);

        /// <summary>Whether a Task gives the Task that it made last.</summary>
        public async Task<bool> IsLastOfAny(Task<Task> task) => ReferenceEquals(await task, LastOne);

        /// <summary>Adds one to what a Task gives.</summary>
        public async Task<int> AddOne(Task<int> task) => await task + 1;

        /// <summary>Calls an asynchronous function, elsewhere.</summary>
        public Task<int> Apply(Func<int, Task<int>> function, int value) => Task.Run(() => function(value), Token);

        /// <summary>Calls a function, elsewhere.</summary>
        public Task<int> ApplyElsewhere(Func<int, int> function, int value) => Task.Run(() => function(value), Token);

        /// <summary>Numbers without end.</summary>
        public async IAsyncEnumerable<int> Endless([EnumeratorCancellation] CancellationToken token = default)
        {
            try
            {
                for (int i = 0; ; i++)
                {
                    yield return i;
                    await Task.Delay(1, token);
                }
            }
            finally
            {
                // By its token, or by DisposeAsync where it stands at a "yield".
                Cancelled.TrySetResult();
            }
        }

        /// <summary>Raises the event on this thread.</summary>
        public void Raise(int first, int last)
        {
            for (int i = first; i <= last; i++)
            {
                _changed?.Invoke(this, new NumberEventArgs(i));
            }
        }

        /// <summary>Raises the event on another thread.</summary>
        public void RaiseElsewhere(int count) => Task.Run(() => Raise(1, count));

        /// <inheritdoc/>
        public async ValueTask DisposeAsync()
        {
            await Task.Yield();
            Disposed++;
        }
    }

    /// <summary>What the event tells.</summary>
    public sealed class NumberEventArgs(int number) : EventArgs
    {
        /// <summary>A number.</summary>
        public int Number => number;
    }
}
