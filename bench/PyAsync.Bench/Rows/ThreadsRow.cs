using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using PyAsync.Bench.Running;
using PyAsync.Calls;

namespace PyAsync.Bench.Rows;

/// <summary>Four threads that submit to one loop, against one that submits as much; the ratio is of the throughputs.</summary>
internal sealed class ThreadsRow : Row
{
    private const int Total = 40_000;

    public override string Name => "4 submitting threads, throughput";

    public override string Against => "one thread";

    public override string Unit => "/µs";

    public override int Rounds(bool quick) => quick ? 5 : 11;

    public override Target Target(Version python) => new(1.0, IsLeast: true);

    public override double[] Ours(BenchSession bench) => [Throughput(bench, 4)];

    public override double[]? Baseline(BenchSession bench) => [Throughput(bench, 1)];

    private static double Throughput(BenchSession bench, int count)
    {
        PyFunctionTarget target = bench.Function("f");
        Thread[] threads = new Thread[count];
        using Barrier ready = new(count + 1);
        for (int t = 0; t < count; t++)
        {
            threads[t] = new Thread(() =>
            {
                Task[] tasks = new Task[Total / count];
                ready.SignalAndWait();
                for (int i = 0; i < tasks.Length; i++)
                {
                    tasks[i] = bench.Loop.RunAsync<object?>(target, new PyArguments([i]));
                }
                Task.WaitAll(tasks);
            });
            threads[t].Start();
        }
        ready.SignalAndWait();
        long start = Stopwatch.GetTimestamp();
        foreach (Thread thread in threads)
        {
            thread.Join();
        }
        return Total / BenchSession.Since(start);
    }
}
