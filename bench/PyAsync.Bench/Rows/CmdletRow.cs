using System;
using PyAsync.Bench.Running;

namespace PyAsync.Bench.Rows;

/// <summary>One command after another in a warm shell.</summary>
internal sealed class CmdletRow : Row
{
    /// <summary>The plain command.</summary>
    public const string Line = "Invoke-PyAwaitable -Function bench_targets:f 1";

    public override string Name => "one cmdlet call in a warm shell";

    public override string Against => "run_coroutine_threadsafe().result()";

    public override Target Target(Version python) => new(0.8);

    public override void Prepare(BenchSession bench) => CommandTimes.WarmUp(bench, Line);

    public override double[] Ours(BenchSession bench) => CommandTimes.Of(bench, Line);

    public override double[]? Baseline(BenchSession bench) => bench.Times("threadsafe", bench.Quick ? 1000 : 2000);
}
