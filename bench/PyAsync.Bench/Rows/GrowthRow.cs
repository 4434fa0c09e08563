using System;
using PyAsync.Bench.Running;

namespace PyAsync.Bench.Rows;

/// <summary>What an await costs when a million are submitted at once and all waited for, against ten thousand.</summary>
internal sealed class GrowthRow : Row
{
    public override string Name => "growth: an await of 1,000,000 in flight";

    public override string Against => "one of 10,000 in flight";

    public override int Rounds(bool quick) => quick ? 1 : 3;

    public override Target Target(Version python) => new(1.3);

    public override double[] Ours(BenchSession bench) => [InFlightRow.Time(bench, "f", bench.Quick ? 300_000 : 1_000_000)];

    public override double[]? Baseline(BenchSession bench)
    {
        double[] times = new double[15];
        for (int i = 0; i < times.Length; i++)
        {
            times[i] = InFlightRow.Time(bench, "f", 10_000);
        }
        return times;
    }
}
