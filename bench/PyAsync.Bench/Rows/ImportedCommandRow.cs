using System;
using PyAsync.Bench.Running;

namespace PyAsync.Bench.Rows;

/// <summary>A call of an imported command, against the same call by <c>Invoke-PyAwaitable</c>.</summary>
internal sealed class ImportedCommandRow : Row
{
    private const string Line = @"bench_targets\f 1";

    public override string Name => "imported command against plain call";

    public override string Against => "Invoke-PyAwaitable";

    public override Target Target(Version python) => new(1.3);

    // A loop that has just been idle is woken, which takes as long as a call that finds it awake: in many rounds both have their share.
    public override int Rounds(bool quick) => quick ? 5 : 21;

    public override void Prepare(BenchSession bench)
    {
        _ = bench.Shell.Run("Import-PyModule bench_targets -Function f -WarningAction SilentlyContinue");
        CommandTimes.WarmUp(bench, Line, CmdletRow.Line);
    }

    public override double[] Ours(BenchSession bench) => CommandTimes.Of(bench, Line);

    public override double[]? Baseline(BenchSession bench) => CommandTimes.Of(bench, CmdletRow.Line);

    public override void Finish(BenchSession bench) => bench.Shell.Run("Remove-PyModule bench_targets");
}
