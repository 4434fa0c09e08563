using System;
using System.Diagnostics;
using System.Threading.Tasks;
using PyAsync.Bench.Running;
using PyAsync.Loops;

namespace PyAsync.Bench.Rows;

/// <summary>A million awaits in flight: submitted, started, all of them waiting; then let go and waited for.</summary>
internal sealed class GrowthRow : Row
{
    public override string Name => "growth: an await of 1,000,000 in flight";

    public override string Against => "one of 10,000 in flight";

    public override int Rounds(bool quick) => quick ? 1 : 3;

    public override bool WarmsUp => false;

    public override Target Target(Version python) => new(1.3);

    public override void Prepare(BenchSession bench)
    {
        for (int i = 0; i < 3; i++)
        {
            _ = Time(bench, 10_000);
        }
    }

    public override double[] Ours(BenchSession bench) => [Time(bench, bench.Quick ? 200_000 : 1_000_000)];

    public override double[]? Baseline(BenchSession bench)
    {
        double[] times = new double[9];
        for (int i = 0; i < times.Length; i++)
        {
            times[i] = Time(bench, 10_000);
        }
        return times;
    }

    private static double Time(BenchSession bench, int count)
    {
        _ = bench.Await("close_gate");
        PyFunctionTarget target = bench.Function("wait");
        Task[] tasks = new Task[count];
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < count; i++)
        {
            tasks[i] = bench.Loop.RunAsync<object?>(target, new PyArguments([i]));
        }
        _ = bench.Await("open_gate");
        Task.WaitAll(tasks);
        return BenchSession.Since(start) / count;
    }
}
