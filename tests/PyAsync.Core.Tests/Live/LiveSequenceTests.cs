using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using PyAsync.Objects;
using Xunit;

namespace PyAsync.Tests.Live;

/// <summary>An IAsyncEnumerable that Python reads.</summary>
public sealed class LiveSequenceTests(LoopFixture python)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Task<object?> Run(object value, string body) => python.RunLive("x", body, value);

    private static Channel<int> Filled(int count)
    {
        Channel<int> channel = Channel.CreateUnbounded<int>();
        foreach (int i in Enumerable.Range(0, count))
        {
            channel.Writer.TryWrite(i);
        }
        return channel;
    }

    [Theory]
    [InlineData("")]
    [InlineData("await asyncio.sleep(0.02)\n")]
    public async Task What_is_not_read_stays_where_it_is(string pause)
    {
        Channel<int> channel = Filled(10);
        Assert.Equal(0, await Run(channel.Reader, $"async for i in x.ReadAllAsync():\n    {pause.Replace("\n", "\n    ")}break\nreturn i"));
        Assert.Equal(9, channel.Reader.Count);
    }

    [Fact]
    public async Task An_item_that_comes_after_its_wait_was_cancelled_is_the_next_one()
    {
        Channel<int> channel = Filled(0);
        Task<object?> read = Run(
            channel,
            "items = x.Reader.ReadAllAsync().__aiter__()\ntry:\n    await asyncio.wait_for(items.__anext__(), 0.01)\nexcept asyncio.TimeoutError:\n    x.Writer.TryWrite(7)\n    x.Writer.TryWrite(8)\n    return await items.__anext__() * 10 + await items.__anext__()");
        Assert.Equal(78, await read);
    }

    [Theory]
    [InlineData("async for i in x.Numbers():\n    break")]
    [InlineData("items = x.Numbers().__aiter__()\nawait items.__anext__()\nawait items.aclose()\nawait items.aclose()")]
    [InlineData("n = [i async for i in x.Few()]")]
    [InlineData("items = x.Few().__aiter__()\nawait items.__anext__()\ndel items")]
    [InlineData("t = asyncio.ensure_future(x.Silent().__aiter__().__anext__())\nawait asyncio.sleep(0.01)\nt.cancel()\nawait asyncio.wait([t])\ndel t")]
    public async Task The_sequence_is_disposed_when_its_reading_ends(string body)
    {
        Numbered source = new();
        await Run(source, body);
        await source.Ended.Task.WaitAsync(TimeSpan.FromSeconds(10), Token);
    }

    [Fact]
    public async Task At_aclose_the_sequence_is_disposed_already() =>
        Assert.Equal(true, await Run(new Numbered(), "items = x.Numbers().__aiter__()\nawait items.__anext__()\nawait items.aclose()\nreturn x.HasEnded"));

    [Fact]
    public async Task After_aclose_there_is_no_item() =>
        Assert.Equal("end", await Run(new Numbered(), "items = x.Numbers().__aiter__()\nawait items.__anext__()\nawait items.aclose()\nreturn await anext(items, 'end')"));

    [Theory]
    [InlineData("x.Fails()")]
    [InlineData("x.FailsAtOnce()")]
    [InlineData("x.FailsLater()")]
    public async Task Its_exception_is_caught_by_its_type(string sequence) =>
        Assert.Equal("no number", await Run(new Numbered(), $"from System import FormatException\ntry:\n    async for i in {sequence}: pass\nexcept FormatException as e:\n    return e.Message"));

    [Fact]
    public async Task An_exception_that_nobody_catches_comes_back_as_itself()
    {
        Numbered source = new();
        PyException error = await Assert.ThrowsAsync<PyException>(() => Run(source, "async for i in x.Fails(): pass"));
        Assert.Same(source.Error, error.HostException);
    }

    [Fact]
    public async Task Two_tasks_cannot_wait_for_the_same_item() =>
        Assert.Contains(
            "another task waits",
            (string)(await Run(
                new Numbered(),
                "items = x.Silent().__aiter__()\nt = asyncio.ensure_future(items.__anext__())\nawait asyncio.sleep(0)\ntry:\n    await items.__anext__()\nexcept RuntimeError as e:\n    t.cancel()\n    return str(e)"))!,
            StringComparison.Ordinal);

    [Fact]
    public async Task It_is_read_on_a_loop_that_PyAsync_does_not_run() =>
        Assert.Equal(3, await Run(new Numbered(), "async def elsewhere():\n    return sum([i async for i in x.Few()])\nreturn await asyncio.to_thread(asyncio.run, elsewhere())"));

    [Fact]
    public async Task Its_items_are_live_objects_and_Tasks_are_awaited() =>
        Assert.Equal(5, await Run(new Numbered(), "return sum([await i async for i in x.Tasks()])"));

    /// <summary>Sequences.</summary>
    public sealed class Numbered
    {
        internal TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal FormatException Error { get; } = new("no number");

        /// <summary>Whether one was disposed.</summary>
        public bool HasEnded => Ended.Task.IsCompleted;

        /// <summary>Without end.</summary>
        public async IAsyncEnumerable<int> Numbers([EnumeratorCancellation] CancellationToken token = default)
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
                await Task.Yield();
                Ended.TrySetResult();
            }
        }

        /// <summary>Three, two of which are there.</summary>
        public async IAsyncEnumerable<int> Few()
        {
            try
            {
                yield return 0;
                yield return 1;
                await Task.Yield();
                yield return 2;
            }
            finally
            {
                Ended.TrySetResult();
            }
        }

        /// <summary>None, and no end.</summary>
        public async IAsyncEnumerable<int> Silent([EnumeratorCancellation] CancellationToken token = default)
        {
            try
            {
                await Task.Delay(Timeout.Infinite, token);
                yield return 0;
            }
            finally
            {
                Ended.TrySetResult();
            }
        }

        /// <summary>Fails after the first.</summary>
        public async IAsyncEnumerable<int> Fails()
        {
            yield return 0;
            await Task.Yield();
            throw Error;
        }

        /// <summary>Fails with the first.</summary>
        public IAsyncEnumerable<int> FailsAtOnce() => new Broken(this);

        /// <summary>Fails after some time.</summary>
        public async IAsyncEnumerable<int> FailsLater()
        {
            await Task.Delay(5, Token);
            Throw();
            yield return 0;
        }

        /// <summary>Tasks.</summary>
        public async IAsyncEnumerable<Task<int>> Tasks()
        {
            yield return Task.FromResult(2);
            await Task.Yield();
            yield return Task.FromResult(3);
        }

        private void Throw() => throw Error;

        private sealed class Broken(Numbered owner) : IAsyncEnumerable<int>
        {
            public IAsyncEnumerator<int> GetAsyncEnumerator(CancellationToken cancellationToken = default) => throw owner.Error;
        }
    }
}
