using System;
using System.Diagnostics;
using System.Threading.Tasks;
using PyAsync.Bench.Running;
using PyAsync.Calls;

namespace PyAsync.Bench.Rows;

/// <summary>Ten thousand awaits submitted at once, and all waited for.</summary>
internal sealed class InFlightRow : Row
{
    public override string Name => "10,000 in flight, Core";

    public override string Against => "asyncio.gather";

    public override int Rounds(bool quick) => quick ? 5 : 15;

    public override Target Target(Version python) => new(python >= new Version(3, 12) ? 0.35 : 1.1);

    public override double[] Ours(BenchSession bench) => [Time(bench, "f", 10_000)];

    public override double[]? Baseline(BenchSession bench) => bench.Times("gather", 10_000);

    /// <summary>The time per await of so many.</summary>
    public static double Time(BenchSession bench, string function, int count)
    {
        PyFunctionTarget target = bench.Function(function);
        Task[] tasks = new Task[count];
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < count; i++)
        {
            tasks[i] = bench.Loop.RunAsync<object?>(target, new PyArguments([i]));
        }
        Task.WaitAll(tasks);
        return BenchSession.Since(start) / count;
    }
}
