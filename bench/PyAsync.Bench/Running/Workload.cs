using System;
using System.Diagnostics;
using PyAsync.Bench.Rows;

namespace PyAsync.Bench.Running;

/// <summary>Something for a profiler to look at: see bench/profile.sh.</summary>
internal static class Workload
{
    public static int Run(Options options)
    {
        using BenchSession bench = new(options);
        bench.WarmUp();
        // The profiler's map of compiled methods is complete, and whoever starts it knows from when on to look.
        Console.WriteLine($"ready {Environment.ProcessId}");
        long start = Stopwatch.GetTimestamp();
        long awaits = 0;
        PipelineRow pipeline = new();
        while (BenchSession.Since(start) < 6_000_000)
        {
            if (options.Side == "sequential")
            {
                awaits += SequentialRow.Time(bench, 1000).Length;
            }
            else if (options.Side == "pipeline")
            {
                _ = pipeline.Ours(bench);
                awaits += 10_000;
            }
            else
            {
                _ = InFlightRow.Time(bench, "f", 10_000);
                awaits += 10_000;
            }
        }
        Console.WriteLine($"{BenchSession.Since(start) / awaits:0.00} microseconds an await");
        return 0;
    }
}
