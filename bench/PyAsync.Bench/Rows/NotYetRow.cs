using System;
using PyAsync.Bench.Running;

namespace PyAsync.Bench.Rows;

/// <summary>A row whose feature is not there yet.</summary>
internal sealed class NotYetRow(string name, string against, Target target) : Row
{
    public override string Name => name;

    public override string Against => against;

    public override Target Target(Version python) => target;

    public override void Prepare(BenchSession bench) => throw new NotMeasuredException("the feature is not there yet");

    public override double[] Ours(BenchSession bench) => [];
}
