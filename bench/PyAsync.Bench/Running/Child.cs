using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.InteropServices;
using System.Text.Json;
using PyAsync.Bench.Rows;

namespace PyAsync.Bench.Running;

/// <summary>The process that measures one Python.</summary>
internal static class Child
{
    public static int Run(Options options)
    {
        using BenchSession bench = new(options);
        bench.WarmUp();
        List<RowResult> rows = [];
        foreach (Row row in RowList.All)
        {
            if (options.Row is { } part && !row.Name.Contains(part, StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }
            RowResult? result = row.OneCore == options.OneCore ? RowRunner.Measure(row, bench) : null;
            if (result is not null)
            {
                Console.Error.WriteLine(Table.Line(result));
                rows.Add(result);
            }
        }
        Results results = new()
        {
            Python = bench.Loop.PythonVersion.ToString(),
            Loop = bench.Loop.Implementation,
            Machine = $"{Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}",
            Host = RuntimeInformation.FrameworkDescription,
            Quick = options.Quick,
            Rows = rows,
        };
        File.WriteAllText(options.Out!, JsonSerializer.Serialize(results, Files.Json));
        return 0;
    }
}
