using System;
using System.Globalization;
using System.Linq;
using PyAsync.Bench.Running;

namespace PyAsync.Bench.Rows;

/// <summary>Python awaits a script block, which runs on the thread of the pipeline that waits.</summary>
internal sealed class CallbackRow : Row
{
    public override string Name => "script block callback";

    public override string Against => "run_coroutine_threadsafe().result()";

    public override Target Target(Version python) => new(1.0);

    public override double[] Ours(BenchSession bench)
    {
        string text = (string)bench.Shell.Run($"Invoke-PyAwaitable -Function bench_targets:call_many -ArgumentList {{ $args[0] }}, {(bench.Quick ? 500 : 2000)}")[0]!;
        return [.. text.Split(' ').Select(word => double.Parse(word, CultureInfo.InvariantCulture))];
    }

    public override double[]? Baseline(BenchSession bench) => bench.Times("threadsafe", bench.Quick ? 1000 : 2000);
}
