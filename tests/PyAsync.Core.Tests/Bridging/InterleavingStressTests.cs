using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using PyAsync.Calls;
using PyAsync.Interop;
using PyAsync.Loops;
using PyAsync.Objects;
using Xunit;

namespace PyAsync.Tests.Bridging;

/// <summary>Cancelling, completing and closing against each other, from several threads, in random order.</summary>
public sealed class InterleavingStressTests(LoopFixture python)
{
    private const int Interleavings = 100_000;
    private const int PerLoop = 2_500;
    private const int Threads = 4;

    // What asyncio reports of its own accord (InvalidStateError in a callback, calls into a closed loop) goes to the
    // loop's exception handler and to the unraisable hook: both are counted.
    private const string Source = """
        import asyncio, sys
        _stress_reports = []
        def _judge(text):
            # An exception that nobody awaited is the test's own doing; these two would be ours.
            if 'InvalidStateError' in text or 'loop is closed' in text:
                _stress_reports.append(text)
        def _note(loop, context):
            _judge(repr(context.get('exception')) + str(context.get('message')))
        sys.unraisablehook = lambda u: _stress_reports.append(repr(u.exc_value))
        async def _watch():
            asyncio.get_running_loop().set_exception_handler(_note)
        async def _meet(host, mode):
            f = asyncio.ensure_future(host)
            if mode == 0:
                return await f
            if mode == 1:
                await asyncio.sleep(0)
                f.cancel()
                return await f
            if mode == 2:
                return await asyncio.wait_for(f, 0.0005)
            if mode == 3:
                return await asyncio.shield(f)
            await asyncio.sleep(0)
            return None
        """;

    [Fact]
    public async Task A_hundred_thousand_interleavings_end_without_InvalidStateError_or_a_call_into_a_closed_loop()
    {
        python.Run(Source);
        long cookie = python.Run("import gc; gc.collect(); len(gc.get_objects())") is int count ? count : 0;
        int outcomes = 0;
        for (int round = 0; round < Interleavings / PerLoop; round++)
        {
            outcomes += await OneLoop(round);
        }
        Assert.Equal(Interleavings, outcomes);
        Assert.Equal(Array.Empty<object>(), python.Run("_stress_reports"));
        int grown = (int)python.Run("import gc; gc.collect(); gc.collect(); len(gc.get_objects())")! - (int)cookie;
        Assert.InRange(grown, int.MinValue, 2_000);
    }

    private static async Task<int> OneLoop(int seed)
    {
        PyEventLoop loop = PyEventLoop.Start(new PyEventLoopOptions { Name = $"stress {seed}" });
        await loop.RunAsync("__main__:_watch");
        using PyFunctionTarget target = new(loop, "__main__:_meet");
        Task<int>[] workers = new Task<int>[Threads];
        for (int t = 0; t < Threads; t++)
        {
            int thread = t;
            workers[t] = Task.Run(() => Work(loop, target, new Random((seed * Threads) + thread)));
        }
        Random random = new(seed);
        // Every third loop is closed while its work is in full swing.
        if (seed % 3 == 0)
        {
            await Task.Delay(random.Next(1, 20));
            loop.Stop(TimeSpan.FromSeconds(20));
        }
        int outcomes = 0;
        foreach (Task<int> worker in workers)
        {
            outcomes += await worker.WaitAsync(TimeSpan.FromSeconds(60));
        }
        loop.Stop(TimeSpan.FromSeconds(20));
        return outcomes;
    }

    private static async Task<int> Work(PyEventLoop loop, PyFunctionTarget target, Random random)
    {
        int outcomes = 0;
        List<Task> running = [];
        for (int i = 0; i < PerLoop / Threads; i++)
        {
            running.Add(OneMeeting(loop, target, random.Next(5), random.Next(4), random.Next(6)));
            if (running.Count == 50)
            {
                await Task.WhenAll(running);
                outcomes += running.Count;
                running.Clear();
            }
        }
        await Task.WhenAll(running);
        return outcomes + running.Count;
    }

    private static async Task OneMeeting(PyEventLoop loop, PyFunctionTarget target, int mode, int ending, int delay)
    {
        TaskCompletionSource<object?> host = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using CancellationTokenSource cancel = new();
        object work = mode % 2 == 0
            ? host.Task
            : new PyHostWork(token => host.Task.WaitAsync(token));
        Task<object?> awaiting = loop.RunAsync<object?>(target, new PyArguments([work, mode]), cancel.Token);
        for (int i = 0; i < delay; i++)
        {
            await Task.Yield();
        }
        switch (ending)
        {
            case 0:
                host.TrySetResult(1);
                break;
            case 1:
                host.TrySetException(new InvalidOperationException("late"));
                break;
            case 2:
                await cancel.CancelAsync();
                host.TrySetResult(2);
                break;
            default:
                host.TrySetCanceled();
                break;
        }
        try
        {
            await awaiting.WaitAsync(TimeSpan.FromSeconds(30));
        }
        catch (Exception error) when (error is PyException or OperationCanceledException or LoopStoppedException)
        {
            // Any of these is an outcome; what must not happen is looked for at the end.
        }
    }
}
