using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using PyAsync.Calls;
using PyAsync.Conversion;
using PyAsync.Loops;
using PyAsync.Objects;
using Xunit;

namespace PyAsync.Tests.Live;

/// <summary>Many live objects, and Tasks that end while Python cancels and loops stop.</summary>
public sealed class LiveStressTests(LoopFixture python)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void A_hundred_thousand_objects_across_and_back_leave_nothing_behind()
    {
        python.NeedLive();
        python.Run("import gc, sys");
        Cross(2000);
        (int objects, long references, long bytes, int handles) before = Measure();
        List<WeakReference> crossed = Cross(100_000);
        (int objects, long references, long bytes, int handles) after = Measure();
        // The last ones go when both collectors have been there, one after the other.
        for (int i = 0; i < 20 && (after.objects - before.objects > 500 || Alive(crossed) > 10); i++)
        {
            Thread.Sleep(50);
            after = Measure();
        }
        Assert.InRange(after.objects - before.objects, -500, 500);
        Assert.InRange(after.references - before.references, -2000, 2000);
        Assert.InRange(after.bytes - before.bytes, long.MinValue, 30_000_000);
        Assert.InRange(after.handles - before.handles, -500, 500);
        // A GCHandle that is left holds its object; each fiftieth is looked at.
        Assert.InRange(Alive(crossed), 0, 10);
    }

    [Fact]
    public async Task Ten_thousand_Tasks_that_end_while_Python_cancels_them_and_loops_stop_end_without_InvalidStateError()
    {
        python.NeedLive();
        python.Run("""
            import asyncio, sys
            _live_reports = []
            def _live_note(loop, context):
                text = repr(context.get('exception')) + str(context.get('message'))
                if 'InvalidStateError' in text or 'loop is closed' in text:
                    _live_reports.append(text)
            async def _live_watch():
                asyncio.get_running_loop().set_exception_handler(_live_note)
            async def _live_meet(source, mode):
                f = source.Next()
                if mode == 0:
                    return await f
                if mode == 1:
                    f = asyncio.ensure_future(f)
                    await asyncio.sleep(0)
                    f.cancel()
                    return await f
                if mode == 2:
                    return await asyncio.wait_for(f, 0.0005)
                if mode == 3:
                    return await asyncio.shield(f)
                return None
            """);
        int ended = 0;
        for (int round = 0; round < 10; round++)
        {
            ended += await Round(round);
        }
        Assert.Equal(10_000, ended);
        Assert.Equal(Array.Empty<object>(), python.Run("_live_reports"));
    }

    private static async Task<int> Round(int round)
    {
        PyEventLoop loop = PyEventLoop.Start(new PyEventLoopOptions { Name = $"live {round}" }, Token);
        await loop.RunAsync("__main__:_live_watch", cancellationToken: Token);
        using PyFunctionTarget target = new(loop, "__main__:_live_meet");
        Delays source = new();
        List<Task<object?>> all = [];
        for (int i = 0; i < 1000; i++)
        {
            all.Add(loop.RunAsync<object?>(target, new PyArguments([source, i % 5]), CancellationToken.None));
        }
        if (round % 2 == 0)
        {
            await Task.Delay(round, Token);
            await loop.StopAsync(TimeSpan.FromSeconds(10));
        }
        int ended = 0;
        foreach (Task<object?> one in all)
        {
            try
            {
                await one.WaitAsync(TimeSpan.FromSeconds(60), Token);
            }
            catch (Exception error) when (error is PyAsyncException or OperationCanceledException)
            {
                // Each has one outcome, whichever.
            }
            ended++;
        }
        await loop.DisposeAsync();
        return ended;
    }

    private List<WeakReference> Cross(int rounds) => python.OnLoop((converter, loop) =>
    {
        List<WeakReference> crossed = [];
        for (int i = 0; i < rounds; i++)
        {
            StringBuilder value = new();
            if (i % 50 == 0)
            {
                crossed.Add(new WeakReference(value));
            }
            using CPython.PyOwned live = converter.ToPython(i % 2 == 0 ? value : new object?[] { value, new LiveValue(Task.CompletedTask) }, loop);
            object? back = converter.FromPython(live, loop, PyConversion.Default);
            Assert.Same(value, i % 2 == 0 ? back : ((object?[])back!)[0]);
            if (i % 20_000 == 0)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
        }
        return crossed;
    });

    private static int Alive(List<WeakReference> crossed) => crossed.FindAll(reference => reference.IsAlive).Count;

    private (int Objects, long References, long Bytes, int Handles) Measure()
    {
        for (int i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            python.Run("None");
        }
        object?[] counts = (object?[])python.Read("(gc.collect(), len(gc.get_objects()), getattr(sys, 'gettotalrefcount', lambda: 0)())")!;
        using Process process = Process.GetCurrentProcess();
        return ((int)counts[1]!, System.Convert.ToInt64(counts[2], null), process.WorkingSet64, process.HandleCount);
    }

    /// <summary>Tasks that end soon, on threads of the pool.</summary>
    public sealed class Delays
    {
        private int _count;

        /// <summary>The next one.</summary>
        public async Task<int> Next()
        {
            int number = Interlocked.Increment(ref _count);
            if (number % 3 != 0)
            {
                await Task.Delay(number % 4);
            }
            return number;
        }
    }
}
