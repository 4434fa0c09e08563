using System;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using PyAsync.Bench.Running;
using PyAsync.Calls;
using PyAsync.Conversion;

namespace PyAsync.Bench.Rows;

/// <summary>From another thread's completing a Task to the coroutine's going on; both sides read the same clock.</summary>
internal sealed class TaskToAwaitableRow : Row
{
    public override string Name => "Task → awaitable, one";

    public override string Against => "future and call_soon_threadsafe";

    public override Target Target(Version python) => new(0.8);

    public override double[] Ours(BenchSession bench)
    {
        TaskCompletionSource[] sources = [.. Enumerable.Range(0, bench.Quick ? 500 : 2000).Select(_ => new TaskCompletionSource())];
        long[] completed = new long[sources.Length];
        int[] turn = [0];
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(30));
        object?[] tasks = [.. sources.Select(source => (object)source.Task)];
        Task<string> times = bench.Loop.RunAsync<string>(bench.Function("resume_times"), new PyArguments([tasks, new PyView(turn)]));
        for (int i = 0; i < sources.Length; i++)
        {
            while (Volatile.Read(ref turn[0]) <= i && !times.IsCompleted)
            {
                limit.Token.ThrowIfCancellationRequested();
                Thread.SpinWait(1);
            }
            // The coroutine has said that it waits, and is about to.
            Thread.SpinWait(100);
            completed[i] = Stopwatch.GetTimestamp();
            sources[i].SetResult();
        }
        long[] resumed = [.. times.GetAwaiter().GetResult().Split(' ').Select(word => long.Parse(word, CultureInfo.InvariantCulture))];
        return [.. resumed.Select((at, i) => (at - completed[i]) / 1000.0)];
    }

    public override double[]? Baseline(BenchSession bench) => bench.Times("futures_one", bench.Quick ? 500 : 2000);
}

/// <summary>The same with ten thousand that one thread completes in a row, awaited together.</summary>
internal sealed class TasksToAwaitablesRow : Row
{
    private const int Count = 10_000;

    public override string Name => "Task → awaitable, 10,000 at once";

    public override string Against => "futures and call_soon_threadsafe";

    public override int Rounds(bool quick) => quick ? 5 : 11;

    public override Target Target(Version python) => new(0.3);

    public override double[] Ours(BenchSession bench)
    {
        TaskCompletionSource[] sources = [.. Enumerable.Range(0, Count).Select(_ => new TaskCompletionSource())];
        object?[] tasks = [.. sources.Select(source => (object)source.Task)];
        Task<string> time = bench.Loop.RunAsync<string>(bench.Function("resume_time"), new PyArguments([tasks]));
        _ = bench.Await("f", 0);
        long start = Stopwatch.GetTimestamp();
        foreach (TaskCompletionSource source in sources)
        {
            source.SetResult();
        }
        long end = long.Parse(time.GetAwaiter().GetResult(), CultureInfo.InvariantCulture);
        return [(end - start) / 1000.0 / Count];
    }

    public override double[]? Baseline(BenchSession bench) => bench.Times("futures_all", Count);
}
