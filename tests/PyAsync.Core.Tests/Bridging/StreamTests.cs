using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using PyAsync.Calls;
using PyAsync.Loops;
using PyAsync.Objects;
using PyAsync.Streams;
using Xunit;

namespace PyAsync.Tests.Bridging;

/// <summary>Async generators to IAsyncEnumerable, and back.</summary>
public sealed class StreamTests(LoopFixture python)
{
    private const string Source = """
        import asyncio
        _stream_log = []
        async def _numbers(n):
            try:
                for i in range(n):
                    yield i
            finally:
                _stream_log.append('closed')
        async def _endless(log):
            i = 0
            try:
                while True:
                    log.append(i) if len(log) < 5000 else None
                    yield i
                    i += 1
            finally:
                _stream_log.append('closed')
        async def _slow():
            for i in range(3):
                await asyncio.sleep(0.01)
                yield i
        async def _fails():
            yield 1
            raise ValueError('after one')
        async def _collect(source):
            return [x async for x in source]
        async def _first(source, n):
            result = []
            async for x in source:
                result.append(x)
                if len(result) == n:
                    break
            return result
        """;

    private PyEventLoop Loop => python.Loop;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private PyFunctionTarget Target(string name)
    {
        python.Run(Source);
        return new PyFunctionTarget(Loop, "__main__:" + name);
    }

    [Fact]
    public async Task What_a_generator_raises_when_it_is_closed_early_comes_out_of_the_loop()
    {
        using PyCodeTarget target = new(Loop, """
            async def endless():
                try:
                    while True:
                        yield 1
                finally:
                    raise KeyError('in cleanup')
            endless()
            """, withItem: false);
        PyException error = await Assert.ThrowsAsync<PyException>(async () =>
        {
            await foreach (object? item in Loop.Stream<object?>(target).WithCancellation(Token))
            {
                Assert.Equal(1, item);
                break;
            }
        });
        Assert.Equal("KeyError", error.PythonType);
    }

    [Fact]
    public async Task Every_item_comes_once_and_in_order()
    {
        int expected = 0;
        await foreach (int item in Loop.Stream<int>(Target("_numbers"), new PyArguments([10_000])).WithCancellation(Token))
        {
            Assert.Equal(expected++, item);
        }
        Assert.Equal(10_000, expected);
    }

    [Fact]
    public async Task No_item_is_lost_when_reader_and_producer_keep_pace()
    {
        // A wake-up for an item that was read already must not end the stream: it did, about once in a million items.
        PyFunctionTarget target = Target("_numbers");
        for (int round = 0; round < 20; round++)
        {
            int expected = 0;
            await foreach (int item in Loop.Stream<int>(target, new PyArguments([50_000])).WithCancellation(Token))
            {
                Assert.Equal(expected++, item);
                Thread.SpinWait(expected % 64);
            }
            Assert.Equal(50_000, expected);
        }
    }

    [Fact]
    public async Task Leaving_early_closes_the_generator_before_the_enumeration_ends()
    {
        PyFunctionTarget target = Target("_endless");
        int seen = 0;
        await foreach (int item in Loop.Stream<int>(target, new PyArguments([Array.Empty<object>()])).WithCancellation(Token))
        {
            if (++seen == 5)
            {
                break;
            }
        }
        Assert.Equal(new object[] { "closed" }, python.Run("_stream_log"));
    }

    [Fact]
    public async Task A_slow_reader_holds_the_generator()
    {
        PyFunctionTarget target = Target("_endless");
        python.Run("_produced = []");
        using PyObject log = (PyObject)python.Read("_produced", new PyAsync.Objects.PyConversion { Raw = true })!;
        IAsyncEnumerator<int> reader = Loop.Stream<int>(target, new PyArguments([log])).GetAsyncEnumerator(Token);
        Assert.True(await reader.MoveNextAsync());
        // Several turns of the loop: whatever was going to be produced has been.
        python.Run("for _ in range(20): await asyncio.sleep(0)");
        int produced = (int)python.Run("len(_produced)")!;
        Assert.InRange(produced, 1, 600);
        await reader.DisposeAsync();
    }

    [Fact]
    public async Task Items_that_come_slowly_are_delivered_one_by_one()
    {
        List<int> items = [];
        await foreach (int item in Loop.Stream<int>(Target("_slow")).WithCancellation(Token))
        {
            items.Add(item);
        }
        Assert.Equal([0, 1, 2], items);
    }

    [Fact]
    public async Task An_error_of_the_generator_comes_after_its_items()
    {
        List<int> items = [];
        PyException error = await Assert.ThrowsAsync<PyException>(async () =>
        {
            await foreach (int item in Loop.Stream<int>(Target("_fails")).WithCancellation(Token))
            {
                items.Add(item);
            }
        });
        Assert.Equal([1], items);
        Assert.Equal("ValueError", error.PythonType);
    }

    [Fact]
    public async Task An_IAsyncEnumerable_is_read_by_async_for_in_order()
    {
        Target("_collect");
        object? result = await Loop.RunAsync("__main__:_collect", [Count(5_000, null, Token)], Token);
        Assert.Equal(Enumerable.Range(0, 5_000).Cast<object>(), (object[])result!);
    }

    [Fact]
    public async Task A_sequence_is_read_lazily_and_closed_when_Python_stops_early()
    {
        Target("_first");
        TaskCompletionSource<int> closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        object? result = await Loop.RunAsync("__main__:_first", [Count(int.MaxValue, closed, Token), 3], Token);
        Assert.Equal(new object[] { 0, 1, 2 }, result);
        int produced = await closed.Task.WaitAsync(TimeSpan.FromSeconds(10), Token);
        // The third item was handed out, so the source had come at least so far, and not much farther.
        Assert.InRange(produced, 2, 2 * HostIterator.Capacity + 8);
    }

    [Fact]
    public async Task An_item_that_waits_alone_is_delivered_at_once()
    {
        Target("_collect");
        TaskCompletionSource second = new(TaskCreationOptions.RunContinuationsAsynchronously);
        python.Run("async def _answer(source, got):\n  async for x in source:\n    await got(x)");
        // The second item is released by Python's having got the first: a stream that held it back would hang.
        Task<object?> running = Loop.RunAsync("__main__:_answer", [Two(second), (int item) => second.TrySetResult()], Token);
        await running.WaitAsync(TimeSpan.FromSeconds(10), Token);
    }

    [Fact]
    public async Task An_error_of_the_sequence_is_raised_in_Python()
    {
        Target("_collect");
        PyException error = await Assert.ThrowsAsync<PyException>(() => Loop.RunAsync("__main__:_collect", [Broken()], Token));
        Assert.IsType<InvalidOperationException>(error.HostException);
    }

    [Fact]
    public async Task An_IEnumerable_can_be_streamed_instead_of_becoming_a_list()
    {
        Target("_first");
        static IEnumerable<int> Endless()
        {
            for (int i = 0; ; i++)
            {
                yield return i;
            }
        }

        object? result = await Loop.RunAsync("__main__:_first", [SequenceIterator.From(Endless()), 4], Token);
        Assert.Equal(new object[] { 0, 1, 2, 3 }, result);
    }

    private static async IAsyncEnumerable<int> Count(int n, TaskCompletionSource<int>? closed, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        int i = 0;
        try
        {
            for (; i < n; i++)
            {
                if (i % 100 == 99)
                {
                    await Task.Yield();
                    cancellationToken.ThrowIfCancellationRequested();
                }
                yield return i;
            }
        }
        finally
        {
            closed?.TrySetResult(i);
        }
    }

    private static async IAsyncEnumerable<int> Two(TaskCompletionSource second)
    {
        yield return 1;
        await second.Task;
        yield return 2;
    }

    private static async IAsyncEnumerable<int> Broken()
    {
        yield return 1;
        await Task.Yield();
        throw new InvalidOperationException("broken");
    }
}
