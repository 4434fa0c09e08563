using System;
using System.Threading.Tasks;
using PyAsync.Bench.Running;
using PyAsync.Calls;

namespace PyAsync.Bench.Rows;

/// <summary>Whether awaits that wait cost those that do not anything.</summary>
internal sealed class PendingRow : Row
{
    public override string Name => "one await with 10,000 others pending";

    public override string Against => "the same with none pending";

    public override Target Target(Version python) => new(1.2);

    public override double[] Ours(BenchSession bench)
    {
        _ = bench.Await("close_gate");
        PyFunctionTarget wait = bench.Function("wait");
        Task[] others = new Task[10_000];
        for (int i = 0; i < others.Length; i++)
        {
            others[i] = bench.Loop.RunAsync<object?>(wait, new PyArguments([i]));
        }
        _ = bench.Await("f", 0);
        bench.Collect();
        double[] times = SequentialRow.Time(bench, bench.Quick ? 1000 : 4000);
        _ = bench.Await("open_gate");
        Task.WaitAll(others);
        return times;
    }

    public override double[]? Baseline(BenchSession bench) => SequentialRow.Time(bench, bench.Quick ? 1000 : 4000);
}
