using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using PyAsync.Bench.Running;
using PyAsync.Calls;

namespace PyAsync.Bench.Rows;

/// <summary>How long a caller is held up by submitting to a loop that a coroutine keeps busy.</summary>
internal sealed class BusyRow : Row
{
    public override string Name => "busy loop, p99 of a submit";

    public override string Against => "-";

    public override Target Target(Version python) => new(50);

    public override double Figure(double[] times) => Statistics.Quantile(times, 0.99);

    public override double[] Ours(BenchSession bench)
    {
        Task busy = bench.Loop.RunAsync<object?>(bench.Function("burn"), new PyArguments([0.5]));
        Thread.Sleep(50);
        PyFunctionTarget target = bench.Function("f");
        List<double> times = [];
        List<Task> tasks = [];
        while (!busy.IsCompleted && times.Count < 10_000)
        {
            long start = Stopwatch.GetTimestamp();
            Task task = bench.Loop.RunAsync<object?>(target, new PyArguments([1]));
            times.Add(BenchSession.Since(start));
            tasks.Add(task);
            Thread.SpinWait(200);
        }
        busy.Wait();
        Task.WaitAll(tasks);
        // The last ones may have met a loop that was idle again.
        times.RemoveRange(times.Count - 10, 10);
        return [.. times];
    }
}
