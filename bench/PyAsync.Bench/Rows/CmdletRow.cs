using System;
using System.Threading;
using PyAsync.Bench.Running;

namespace PyAsync.Bench.Rows;

/// <summary>One command after another in a warm shell.</summary>
internal sealed class CmdletRow : Row
{
    private const string Script = """
        param($count)
        $times = [double[]]::new($count)
        for ($i = 0; $i -lt $count; $i++) {
            $start = [System.Diagnostics.Stopwatch]::GetTimestamp()
            $null = Invoke-PyAwaitable -Function bench_targets:f 1
            $times[$i] = ([System.Diagnostics.Stopwatch]::GetElapsedTime($start)).TotalMicroseconds
        }
        $times
        """;

    public override string Name => "one cmdlet call in a warm shell";

    public override string Against => "run_coroutine_threadsafe().result()";

    public override Target Target(Version python) => new(0.8);

    public override void Prepare(BenchSession bench)
    {
        // PowerShell compiles a loop after some iterations; .NET compiles methods anew while it has time for it.
        for (int i = 0; i < (bench.Quick ? 4 : 5); i++)
        {
            _ = Ours(bench);
            Thread.Sleep(bench.Quick ? 150 : 300);
        }
    }

    public override double[] Ours(BenchSession bench) => bench.Shell.Times($"& {{ {Script} }} {(bench.Quick ? 500 : 2000)}");

    public override double[]? Baseline(BenchSession bench) => bench.Times("threadsafe", bench.Quick ? 1000 : 2000);
}
