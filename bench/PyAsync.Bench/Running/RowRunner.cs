using System;
using System.Collections.Generic;
using System.Linq;

namespace PyAsync.Bench.Running;

/// <summary>Measures a row: baseline and ours in turns, so that what else the machine does meets both.</summary>
internal static class RowRunner
{
    public static RowResult Measure(Row row, BenchSession bench)
    {
        Target target = row.Target(bench.Python);
        RowResult result = new() { Name = row.Name, Against = row.Against, Unit = row.Unit, Target = target.ToString() };
        try
        {
            row.Prepare(bench);
            try
            {
                Rounds(row, bench, result);
            }
            finally
            {
                row.Finish(bench);
            }
            result.Met = target.IsMetBy(result.Ratio!.Value);
        }
        catch (Exception error)
        {
            result.Problem = error is NotMeasuredException ? error.Message : $"{error.GetType().Name}: {error.Message}";
        }
        return result;
    }

    private static void Rounds(Row row, BenchSession bench, RowResult result)
    {
        if (row.WarmsUp)
        {
            _ = row.Ours(bench);
            _ = row.Baseline(bench);
        }
        List<double> all = [];
        List<double> ours = [];
        List<double> baselines = [];
        int rounds = bench.Options.Rounds ?? row.Rounds(bench.Quick);
        for (int round = 0; round < rounds; round++)
        {
            bench.Collect();
            if (row.Baseline(bench) is { } times)
            {
                baselines.Add(row.Figure(times));
            }
            bench.Collect();
            double[] mine = row.Ours(bench);
            all.AddRange(mine);
            ours.Add(row.Figure(mine));
        }
        result.Median = Statistics.Median(ours);
        result.P99 = Statistics.Quantile(all, 0.99);
        if (baselines.Count == 0)
        {
            result.Ratio = result.Median;
            return;
        }
        result.Baseline = Statistics.Median(baselines);
        result.Ratio = Statistics.Median(ours.Zip(baselines, (mine, theirs) => mine / theirs));
    }
}
