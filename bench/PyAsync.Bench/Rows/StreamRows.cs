using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading.Tasks;
using PyAsync.Bench.Running;
using PyAsync.Calls;
using PyAsync.Streams;

namespace PyAsync.Bench.Rows;

/// <summary>An item of a stream, of a hundred thousand.</summary>
internal abstract class StreamRow(string name, double limit) : Row
{
    protected const int Count = 100_000;

    public override string Name => name;

    public override string Against => "run_coroutine_threadsafe(agen.__anext__())";

    public override int Rounds(bool quick) => quick ? 3 : 7;

    public override Target Target(Version python) => new(limit);

    public override double[]? Baseline(BenchSession bench) => bench.Times("stream", bench.Quick ? 1000 : 3000);

    /// <summary>The time per item of a script, which says how many there were.</summary>
    protected static double[] Script(BenchSession bench, string script) => bench.Shell.Times($$"""
        $start = [System.Diagnostics.Stopwatch]::GetTimestamp()
        $count = {{script}}
        if ($count -ne {{Count}}) { throw "$count items instead of {{Count}}" }
        ([System.Diagnostics.Stopwatch]::GetElapsedTime($start)).TotalMicroseconds / $count
        """);
}

/// <summary>An async generator read by <c>await foreach</c>.</summary>
internal sealed class StreamToCoreRow() : StreamRow("stream, 100,000 items, to C#", 0.015)
{
    public override double[] Ours(BenchSession bench) => [Read(bench).GetAwaiter().GetResult()];

    private static async Task<double> Read(BenchSession bench)
    {
        int count = 0;
        long start = Stopwatch.GetTimestamp();
        await foreach (int item in bench.Loop.Stream<int>(bench.Function("items"), new PyArguments([Count])).ConfigureAwait(false))
        {
            count += item >= 0 ? 1 : 0;
        }
        return count == Count ? BenchSession.Since(start) / Count : throw new InvalidOperationException($"{count} items instead of {Count}");
    }
}

/// <summary>An async generator to the pipeline.</summary>
internal sealed class StreamToPipelineRow() : StreamRow("stream, 100,000 items, to the pipeline", 0.06)
{
    public override double[] Ours(BenchSession bench) =>
        Script(bench, $"@(Invoke-PyAwaitable -Function bench_targets:items -ArgumentList {Count}).Count");
}

/// <summary>An <see cref="IAsyncEnumerable{T}"/> read by <c>async for</c>.</summary>
internal sealed class ReverseStreamFromCoreRow() : StreamRow("reverse stream, 100,000 of IAsyncEnumerable", 0.03)
{
    public override double[] Ours(BenchSession bench)
    {
        long start = Stopwatch.GetTimestamp();
        int count = bench.Loop.RunAsync<int>(bench.Function("consume"), new PyArguments([Numbers()])).GetAwaiter().GetResult();
        return count == Count ? [BenchSession.Since(start) / Count] : throw new InvalidOperationException($"{count} items instead of {Count}");
    }

#pragma warning disable CS1998 // A source that has its items at hand awaits nothing.
    private static async IAsyncEnumerable<object?> Numbers()
    {
        for (int i = 0; i < Count; i++)
        {
            yield return i;
        }
    }
#pragma warning restore CS1998
}

/// <summary>A pipeline read by <c>async for</c>.</summary>
internal sealed class ReverseStreamFromPipelineRow() : StreamRow("reverse stream, 100,000 of a pipeline", 0.08)
{
    public override double[] Ours(BenchSession bench) =>
        Script(bench, $"1..{Count} | Invoke-PyAwaitable -Function bench_targets:consume -AsStream");
}
