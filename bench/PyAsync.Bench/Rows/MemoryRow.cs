using System;
using System.Globalization;
using PyAsync.Bench.Running;

namespace PyAsync.Bench.Rows;

/// <summary>The process's memory per await, each side in a fresh process.</summary>
internal sealed class MemoryRow : Row
{
    public override string Name => "memory per await, 100,000 in flight";

    public override string Against => "asyncio.gather";

    public override string Unit => "B";

    public override bool WarmsUp => false;

    public override int Rounds(bool quick) => quick ? 1 : 3;

    public override Target Target(Version python) => new(1.3);

    public override double[] Ours(BenchSession bench) => Measure(bench, "ours");

    public override double[]? Baseline(BenchSession bench) => Measure(bench, "gather");

    private static double[] Measure(BenchSession bench, string side)
    {
        string output = Running.Programs.RunSelf(["-Memory", side, "100000", "-Python", bench.Loop.PythonExecutable]);
        return [double.Parse(output, CultureInfo.InvariantCulture)];
    }
}
