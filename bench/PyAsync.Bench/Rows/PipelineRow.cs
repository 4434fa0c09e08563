using System;
using System.Threading;
using PyAsync.Bench.Running;

namespace PyAsync.Bench.Rows;

/// <summary>Ten thousand awaits through a PowerShell pipeline, as a script does it.</summary>
internal sealed class PipelineRow : Row
{
    private const string Script = """
        $start = [System.Diagnostics.Stopwatch]::GetTimestamp()
        $results = 1..10000 | Invoke-PyAwaitable -Function bench_targets:f
        ([System.Diagnostics.Stopwatch]::GetElapsedTime($start)).TotalMicroseconds / $results.Count
        """;

    public override string Name => "10,000 through the pipeline";

    public override string Against => "asyncio.gather";

    public override int Rounds(bool quick) => quick ? 5 : 15;

    public override Target Target(Version python) => new(python >= new Version(3, 12) ? 1.0 : 1.8);

    public override void Prepare(BenchSession bench)
    {
        // .NET compiles PowerShell's own methods anew while it has time for it.
        for (int i = 0; i < (bench.Quick ? 8 : 30); i++)
        {
            _ = Ours(bench);
            Thread.Sleep(50);
        }
    }

    public override double[] Ours(BenchSession bench) => bench.Shell.Times(Script);

    public override double[]? Baseline(BenchSession bench) => bench.Times("gather", 10_000);
}
