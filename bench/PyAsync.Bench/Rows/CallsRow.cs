using System;
using System.Collections.Generic;
using System.Diagnostics;
using PyAsync.Bench.Running;

namespace PyAsync.Bench.Rows;

/// <summary>A whole script that awaits so many times, against as many runs of <c>python3 -c</c>.</summary>
internal sealed class CallsRow(int count, Target target) : Row
{
    private const string Script = "import asyncio\nasync def f(x):\n  return x\nprint(asyncio.run(f(1)))";

    public override string Name => $"{count} awaits in a script, whole process";

    public override string Against => $"{count} times python3 -c";

    public override string Unit => "ms";

    public override bool WarmsUp => false;

    public override int Rounds(bool quick) => quick ? 1 : 5;

    public override Target Target(Version python) => target;

    public override double[] Ours(BenchSession bench) =>
        [HostShell.Time($"Import-Module '{HostShell.Module}'; foreach ($i in 1..{count}) {{ Invoke-PyAwaitable -Function bench_targets:f $i }}", bench.Loop.PythonExecutable)];

    public override double[]? Baseline(BenchSession bench)
    {
        // Each run costs the same, so a thousand are not waited for.
        int runs = bench.Quick ? 5 : 50;
        return [PythonCalls(bench, runs) * count / runs];
    }

    /// <summary>The milliseconds of so many runs of Python in a row, started by sh.</summary>
    public static double PythonCalls(BenchSession bench, int count)
    {
        string program = $"for i in $(seq {count}); do \"$PYTHON\" -c \"$CODE\" >/dev/null; done";
        Dictionary<string, string> environment = new() { ["PYTHON"] = bench.Loop.PythonExecutable, ["CODE"] = Script };
        long start = Stopwatch.GetTimestamp();
        _ = Running.Programs.Run("/bin/sh", ["-c", program], environment);
        return BenchSession.Since(start) / 1000;
    }
}
