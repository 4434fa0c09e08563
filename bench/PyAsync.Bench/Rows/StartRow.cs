using System;
using PyAsync.Bench.Running;

namespace PyAsync.Bench.Rows;

/// <summary>
/// A new shell that imports the module and awaits once, less the same shell with an empty script; against a new Python
/// that does it.
/// </summary>
internal sealed class StartRow : Row
{
    public override string Name => "start to the first result";

    public override string Against => "python3 -c 'asyncio.run(f())'";

    public override string Unit => "ms";

    public override bool WarmsUp => false;

    public override int Rounds(bool quick) => quick ? 2 : 9;

    public override Target Target(Version python) => new(2.0);

    public override double[] Ours(BenchSession bench)
    {
        string python = bench.Loop.PythonExecutable;
        double empty = HostShell.Time("'1'", python);
        double whole = HostShell.Time($"Import-Module '{HostShell.Module}'; Invoke-PyAwaitable -Function bench_targets:f 1", python);
        return [whole - empty];
    }

    public override double[]? Baseline(BenchSession bench) => [CallsRow.PythonCalls(bench, 1)];
}
