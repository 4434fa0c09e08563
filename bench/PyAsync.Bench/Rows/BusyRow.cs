using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using PyAsync.Bench.Running;
using PyAsync.Loops;

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
        Task busy = bench.Loop.RunAsync<object?>(bench.Function("burn"), new PyArguments([0.3]));
        // The loop has taken the call when nothing is queued any more; then it is in Python for 0.3 s.
        SpinWait.SpinUntil(() => bench.Loop.Pending == 0 || bench.Loop.Pending == 1);
        PyFunctionTarget target = bench.Function("f");
        double[] times = new double[1000];
        Task[] tasks = new Task[times.Length];
        for (int i = 0; i < times.Length; i++)
        {
            long start = Stopwatch.GetTimestamp();
            tasks[i] = bench.Loop.RunAsync<object?>(target, new PyArguments([i]));
            times[i] = BenchSession.Since(start);
            Thread.SpinWait(2000);
        }
        busy.Wait();
        Task.WaitAll(tasks);
        return times;
    }
}
