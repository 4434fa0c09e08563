using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Threading.Tasks;
using PyAsync.Calls;

namespace PyAsync.Bench.Running;

/// <summary>A fresh process that starts many awaits which wait, and prints how many bytes each takes of the process's memory.</summary>
internal static class MemoryChild
{
    public static int Run(Options options)
    {
        using BenchSession bench = new(options);
        _ = Start(bench, "ours", 100);
        _ = Start(bench, "gather", 100);
        _ = bench.Await("open_gate");
        bench.Collect();
        long before = Resident();
        List<Task> held = Start(bench, options.Side!, options.Count);
        bench.Collect();
        long after = Resident();
        GC.KeepAlive(held);
        Console.WriteLine(((after - before) / (double)options.Count).ToString(CultureInfo.InvariantCulture));
        return 0;
    }

    private static List<Task> Start(BenchSession bench, string side, int count)
    {
        _ = bench.Await("close_gate");
        if (side == "gather")
        {
            _ = bench.Times("gather_pending", count);
            return [];
        }
        List<Task> tasks = new(count);
        PyFunctionTarget target = bench.Function("wait");
        for (int i = 0; i < count; i++)
        {
            tasks.Add(bench.Loop.RunAsync<object?>(target, new PyArguments([i])));
        }
        _ = bench.Await("f", 0);
        return tasks;
    }

    // Linux's own figure is exact; elsewhere the working set is.
    private static long Resident() => File.Exists("/proc/self/statm")
        ? long.Parse(File.ReadAllText("/proc/self/statm").Split(' ')[1], CultureInfo.InvariantCulture) * Environment.SystemPageSize
        : Environment.WorkingSet;
}
