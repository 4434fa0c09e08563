using System;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using PyAsync.Calls;
using PyAsync.Loops;
using PyAsync.Objects;
using Xunit;

namespace PyAsync.Tests.Loops;

/// <summary>Loops at the same time, and what they share. Without the GIL several of them are in Python at once.</summary>
public sealed class SeveralCoresTests(LoopFixture python)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static PyEventLoop Start(string name) => PyEventLoop.Start(new PyEventLoopOptions { Name = name });

    [Fact]
    public async Task A_loop_that_computes_holds_up_no_other_where_there_is_no_GIL()
    {
        Assert.SkipWhen((bool)python.Read("getattr(__import__('sys'), '_is_gil_enabled', lambda: True)()")!, "This Python has the GIL.");
        Assert.SkipWhen(Environment.ProcessorCount < 2, "This machine has one core.");
        using PyEventLoop busy = Start("computes");
        using PyEventLoop other = Start("answers");
        python.Run("import threading\n_enough = threading.Event()");
        Task<object?> computing = busy.RunCodeAsync("from __main__ import _enough\nwhile not _enough.is_set(): pass", Token);
        try
        {
            Assert.True(SpinWait.SpinUntil(() => busy.BlockedAt() is not null, TimeSpan.FromSeconds(10)));
            // The machine's other work can only add to the time.
            long least = long.MaxValue;
            for (int round = 0; round < 5; round++)
            {
                Stopwatch clock = Stopwatch.StartNew();
                for (int i = 0; i < 200; i++)
                {
                    Assert.Equal(i, await other.RunCodeAsync($"{i}", Token));
                }
                least = Math.Min(least, clock.ElapsedMilliseconds);
            }
            // With the GIL each would wait its turn of 5 ms.
            Assert.InRange(least, 0, 500);
            Assert.False(computing.IsCompleted);
        }
        finally
        {
            python.Run("_enough.set()");
        }
        await computing;
    }

    [Fact]
    public async Task A_Python_without_the_GIL_goes_on_without_live_objects_of_NET_and_says_why()
    {
        Assert.SkipWhen((bool)python.Read("getattr(__import__('sys'), '_is_gil_enabled', lambda: True)()")!, "This Python has the GIL.");
        PyException error = await Assert.ThrowsAsync<PyException>(() => python.Loop.RunCodeAsync("import clr", Token));
        Assert.Contains("needs Python's lock (GIL), and this is a free-threaded build", error.Message, StringComparison.Ordinal);
        Assert.Equal(2L, Convert.ToInt64(await python.Loop.RunCodeAsync("1 + 1", Token), System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task What_other_threads_change_meanwhile_is_read_as_it_is_then_or_refused()
    {
        python.Run("""
            import sys, threading
            # Under the GIL its threads take turns: at many more places so, and without a wait of 5 ms for each read.
            _interval = sys.getswitchinterval()
            sys.setswitchinterval(1e-4)
            _shared = {'list': [[i, 'text', {'a': i}] for i in range(50)], 'dict': {str(i): [i] for i in range(50)}}
            _ends = threading.Event()
            def _change():
                n = 0
                while not _ends.is_set():
                    n += 1
                    _shared['list'][n % 20] = [n, 'other', {'a': n}]
                    _shared['list'].append([n, str(n), {}])
                    del _shared['list'][20]
                    _shared['dict'][str(n)] = [n]
                    _shared['dict'].pop(str(n - 20), None)
                    for key in list(_shared['dict'])[:5]:
                        _shared['dict'][key] = (n, key)
            _changers = [threading.Thread(target=_change, daemon=True) for _ in range(2)]
            for _changer in _changers: _changer.start()
            """);
        PyEventLoop[] loops = [Start("reads 1"), Start("reads 2")];
        int read = 0;
        await Task.WhenAll(loops.Select(async loop =>
        {
            await loop.RunCodeAsync("import __main__ as _main", Token);
            for (int i = 0; i < 1500; i++)
            {
                try
                {
                    _ = await loop.RunAsync("__main__:_shared.copy", [], Token);
                    Interlocked.Increment(ref read);
                }
                catch (PyConversionException)
                {
                    // It has changed its length, which is told.
                }
            }
        }));
        python.Run("sys.setswitchinterval(_interval)\n_ends.set()\nfor _changer in _changers: _changer.join()");
        foreach (PyEventLoop loop in loops)
        {
            await loop.DisposeAsync();
        }
        Assert.InRange(read, 1, 3000);
    }

    [Fact]
    public async Task Values_of_many_kinds_cross_on_several_loops_at_once()
    {
        PyEventLoop[] loops = [Start("crosses 1"), Start("crosses 2"), Start("crosses 3")];
        await Task.WhenAll(loops.Select((loop, at) => Task.Run(async () =>
        {
            PyFunctionTarget same = new(loop, "copy:copy");
            for (int i = 0; i < 2000; i++)
            {
                string key = $"key{(i * 7 + at) % 3000}";
                object?[] items = [i, key, new DateTime(2024, 1, 1).AddDays(i), (decimal)i / 4, Guid.Empty, new object?[] { key }];
                System.Collections.Specialized.OrderedDictionary row = new() { [key] = items, ["x" + i % 500] = i };
                object? back = await loop.RunAsync<object?>(same, new PyArguments([row]), Token);
                System.Collections.Specialized.OrderedDictionary other = Assert.IsType<System.Collections.Specialized.OrderedDictionary>(back);
                Assert.Equal(items, Assert.IsType<object?[]>(other[key]));
                Assert.Equal(i, other["x" + i % 500]);
            }
        })));
        foreach (PyEventLoop loop in loops)
        {
            await loop.DisposeAsync();
        }
    }
}
