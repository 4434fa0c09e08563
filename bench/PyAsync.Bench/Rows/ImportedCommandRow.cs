using System;
using System.Threading;
using PyAsync.Bench.Running;

namespace PyAsync.Bench.Rows;

/// <summary>A call of an imported command, against the same call by <c>Invoke-PyAwaitable</c>.</summary>
internal sealed class ImportedCommandRow : Row
{
    private const string Script = """
        param($count)
        $times = [double[]]::new($count)
        for ($i = 0; $i -lt $count; $i++) {{
            $start = [System.Diagnostics.Stopwatch]::GetTimestamp()
            $null = {0}
            $times[$i] = ([System.Diagnostics.Stopwatch]::GetElapsedTime($start)).TotalMicroseconds
        }}
        $times
        """;

    public override string Name => "imported command against plain call";

    public override string Against => "Invoke-PyAwaitable";

    public override Target Target(Version python) => new(1.3);

    public override void Prepare(BenchSession bench)
    {
        _ = bench.Shell.Run("Import-PyModule bench_targets -Function f -WarningAction SilentlyContinue");
        // PowerShell compiles a loop after some iterations; .NET compiles methods anew while it has time for it.
        for (int i = 0; i < (bench.Quick ? 4 : 5); i++)
        {
            _ = Ours(bench);
            _ = Baseline(bench);
            Thread.Sleep(bench.Quick ? 150 : 300);
        }
    }

    public override double[] Ours(BenchSession bench) => Calls(bench, "bench_targets\\f 1");

    public override double[]? Baseline(BenchSession bench) => Calls(bench, "Invoke-PyAwaitable -Function bench_targets:f 1");

    public override void Finish(BenchSession bench) => bench.Shell.Run("Remove-PyModule bench_targets");

    private static double[] Calls(BenchSession bench, string line) =>
        bench.Shell.Times($"& {{ {string.Format(System.Globalization.CultureInfo.InvariantCulture, Script, line)} }} {(bench.Quick ? 500 : 2000)}");
}
