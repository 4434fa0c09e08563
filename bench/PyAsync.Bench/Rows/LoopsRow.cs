using System;
using System.Diagnostics;
using System.Linq;
using System.Threading.Tasks;
using PyAsync.Bench.Running;
using PyAsync.Calls;
using PyAsync.Loops;

namespace PyAsync.Bench.Rows;

/// <summary>Two loops of coroutines that compute, against one: on a Python without the GIL each has a core. The ratio is of the throughputs.</summary>
internal sealed class LoopsRow : Row
{
    private const int Total = 40;

    private PyEventLoop? _first;
    private PyEventLoop? _second;

    public override string Name => "2 loops that compute, throughput";

    public override string Against => "one loop";

    public override string Unit => "/µs";

    public override Target Target(Version python) => new(1.8, IsLeast: true);

    public override void Prepare(BenchSession bench)
    {
        bool hasGil = (bool)bench.Loop.RunCodeAsync("import sys\ngetattr(sys, '_is_gil_enabled', lambda: True)()").GetAwaiter().GetResult()!;
        if (hasGil)
        {
            throw new NotMeasuredException("this Python has the GIL, under which two loops take turns");
        }
        if (Environment.ProcessorCount < 2)
        {
            throw new NotMeasuredException("this machine has one core");
        }
        _first = Start("compute 1");
        _second = Start("compute 2");
    }

    public override double[] Ours(BenchSession bench) => [Throughput(_first!, _second!)];

    public override double[]? Baseline(BenchSession bench) => [Throughput(_first!)];

    public override void Finish(BenchSession bench)
    {
        _first?.Dispose();
        _second?.Dispose();
    }

    private static PyEventLoop Start(string name)
    {
        PyEventLoop loop = PyEventLoop.StartAsync(new PyEventLoopOptions { Name = name }).GetAwaiter().GetResult();
        loop.RunCodeAsync($"""
            import asyncio
            async def compute_{name[^1]}(count=20_000):
                total = 0
                for i in range(count):
                    total += i * i % 7
                await asyncio.sleep(0)
                return total
            """).GetAwaiter().GetResult();
        return loop;
    }

    // The same amount of work, over as many loops as there are.
    private static double Throughput(params PyEventLoop[] loops)
    {
        long start = Stopwatch.GetTimestamp();
        Task.WaitAll([.. Enumerable.Range(0, Total).Select(i => loops[i % loops.Length].RunCodeAsync($"await compute_{loops[i % loops.Length].Name[^1]}()"))]);
        return Total / BenchSession.Since(start);
    }
}
