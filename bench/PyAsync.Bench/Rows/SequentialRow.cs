using System;
using System.Diagnostics;
using PyAsync.Bench.Running;
using PyAsync.Calls;

namespace PyAsync.Bench.Rows;

/// <summary>One await after another on an idle loop: submit, wait, submit the next.</summary>
internal class SequentialRow : Row
{
    public override string Name => "await, sequential, Core";

    public override string Against => "run_coroutine_threadsafe().result()";

    public override Target Target(Version python) => new(0.2);

    public override double[] Ours(BenchSession bench) => Time(bench, bench.Quick ? 2000 : 5000);

    public override double[]? Baseline(BenchSession bench) => bench.Times("threadsafe", bench.Quick ? 1000 : 3000);

    /// <summary>Each await's time.</summary>
    public static double[] Time(BenchSession bench, int count)
    {
        PyFunctionTarget target = bench.Function("f");
        double[] times = new double[count];
        for (int i = 0; i < count; i++)
        {
            long start = Stopwatch.GetTimestamp();
            _ = bench.Loop.RunAsync<object?>(target, new PyArguments([i])).GetAwaiter().GetResult();
            times[i] = BenchSession.Since(start);
        }
        return times;
    }
}

/// <summary>The same on one core, where spinning is no use.</summary>
internal sealed class SequentialOneCoreRow : SequentialRow
{
    public override string Name => "await, sequential, Core, one core";

    public override bool OneCore => true;

    public override Target Target(Version python) => new(python >= new Version(3, 12) ? 0.27 : 0.4);
}
