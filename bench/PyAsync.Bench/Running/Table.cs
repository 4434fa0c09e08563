using System;
using System.Collections.Generic;
using System.Globalization;

namespace PyAsync.Bench.Running;

/// <summary>The table as text.</summary>
internal static class Table
{
    public static void Print(Results results, IReadOnlyDictionary<string, double>? before)
    {
        Console.WriteLine();
        Console.WriteLine($"Python {results.Python}, {results.Loop}; {results.Host}; {results.Machine}");
        Console.WriteLine(Columns("", "ours", "p99", "baseline", "ratio", "target", ""));
        List<string> moved = [];
        int met = 0;
        foreach (RowResult row in results.Rows)
        {
            Console.WriteLine(Line(row));
            met += row.Met ? 1 : 0;
            if (before is not null && row.Ratio is { } now && before.TryGetValue(row.Name, out double then) && Math.Abs((now / then) - 1) > 0.25)
            {
                moved.Add($"  {row.Name}: {Number(then)} → {Number(now)} ({(now / then) - 1:+0%;-0%})");
            }
        }
        Console.WriteLine($"{met} of {results.Rows.Count} targets met.");
        if (before is not null)
        {
            Console.WriteLine(moved.Count == 0 ? "No ratio has moved by more than 25 % from bench/baseline.json." : "Moved by more than 25 % from bench/baseline.json:");
            moved.ForEach(Console.WriteLine);
        }
    }

    public static string Line(RowResult row) => row.Problem is { } problem
        ? Columns(row.Name, "-", "-", "-", "-", row.Target, $"not measured: {problem}")
        : Columns(row.Name, With(row.Median, row.Unit), With(row.P99, row.Unit), row.Baseline is null ? "-" : With(row.Baseline, row.Unit), Number(row.Ratio), row.Target, row.Met ? "met" : "MISSED");

    private static string Columns(string name, string ours, string p99, string baseline, string ratio, string target, string met) =>
        $"{name,-46} {ours,12} {p99,12} {baseline,12} {ratio,8} {target,8}  {met}".TrimEnd();

    private static string With(double? value, string unit) => $"{Number(value)} {unit}";

    private static string Number(double? value) => value switch
    {
        null => "-",
        >= 1000 or <= -1000 => value.Value.ToString("0", CultureInfo.InvariantCulture),
        >= 100 => value.Value.ToString("0.0", CultureInfo.InvariantCulture),
        >= 1 => value.Value.ToString("0.00", CultureInfo.InvariantCulture),
        _ => value.Value.ToString("0.0000", CultureInfo.InvariantCulture),
    };
}
