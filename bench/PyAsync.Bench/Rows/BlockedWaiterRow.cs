using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using PyAsync.Bench.Running;
using PyAsync.Calls;

namespace PyAsync.Bench.Rows;

/// <summary>The waiter sleeps at once instead of spinning: what a wait for something slow costs.</summary>
internal sealed class BlockedWaiterRow : Row
{
    public override string Name => "await, sequential, waiter blocked";

    public override string Against => "run_coroutine_threadsafe().result()";

    public override Target Target(Version python) => new(0.85);

    public override double[] Ours(BenchSession bench)
    {
        PyFunctionTarget target = bench.Function("f");
        double[] times = new double[bench.Quick ? 1000 : 3000];
        // No spinning of its own; Task.Wait would spin.
        using ManualResetEventSlim done = new(false, 0);
        Action set = done.Set;
        for (int i = 0; i < times.Length; i++)
        {
            long start = Stopwatch.GetTimestamp();
            Task<object?> task = bench.Loop.RunAsync<object?>(target, new PyArguments([i]));
            task.GetAwaiter().UnsafeOnCompleted(set);
            done.Wait();
            _ = task.Result;
            times[i] = BenchSession.Since(start);
            done.Reset();
        }
        return times;
    }

    public override double[]? Baseline(BenchSession bench) => bench.Times("threadsafe", bench.Quick ? 1000 : 3000);
}
