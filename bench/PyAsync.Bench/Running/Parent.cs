using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using PyAsync.Bench.Rows;
using PyAsync.Environments;

namespace PyAsync.Bench.Running;

/// <summary>Runs a child process for each Python, joins what they measured, prints it and writes it down.</summary>
internal static class Parent
{
    private static string BaselineFile => Path.Combine(Files.BenchFolder, "baseline.json");

    public static int Run(Options options)
    {
        SortedDictionary<string, SortedDictionary<string, double>> baseline = ReadBaseline();
        foreach (PythonInstallation python in Choose(options))
        {
            Console.Error.WriteLine($"Measuring {python} ...");
            if (Measure(options, python.Executable) is not { } results)
            {
                continue;
            }
            string version = new Version(python.Version.Major, python.Version.Minor).ToString();
            Table.Print(results, options.Quick ? baseline.GetValueOrDefault(version) : null);
            if (options.Row is null && !options.Quick)
            {
                File.WriteAllText(Path.Combine(Files.BenchFolder, $"results-{version}.json"), JsonSerializer.Serialize(results, Files.Json) + "\n");
            }
            if (options.UpdateBaseline)
            {
                SortedDictionary<string, double> ratios = options.Row is null ? [] : baseline.GetValueOrDefault(version) ?? [];
                results.Rows.Where(row => row.Ratio is not null).ToList().ForEach(row => ratios[row.Name] = Math.Round(row.Ratio!.Value, 4));
                baseline[version] = ratios;
                File.WriteAllText(BaselineFile, JsonSerializer.Serialize(baseline, Files.Json) + "\n");
            }
        }
        return 0;
    }

    // The system's and the newest; for the short form, which compares with an earlier run, the newest will do.
    private static List<PythonInstallation> Choose(Options options)
    {
        if (options.Python is { } wanted)
        {
            return [PythonLocator.Find(wanted)];
        }
        List<PythonInstallation> chosen = [];
        if (!options.Quick && File.Exists("/usr/bin/python3"))
        {
            chosen.Add(PythonLocator.Find("/usr/bin/python3"));
        }
        if (PythonLocator.FindAll() is [{ } newest, ..] && chosen.TrueForAll(one => !one.IsSameAs(newest)))
        {
            chosen.Add(newest);
        }
        return chosen;
    }

    private static Results? Measure(Options options, string python)
    {
        Results? normal = RunChild(options, python, oneCore: false);
        bool wanted = RowList.All.Any(row => row.OneCore && (options.Row is null || row.Name.Contains(options.Row, StringComparison.OrdinalIgnoreCase)));
        Results? bound = wanted ? RunChild(options, python, oneCore: true) : null;
        if (normal is null)
        {
            return bound;
        }
        List<RowResult> found = [.. normal.Rows, .. bound?.Rows ?? []];
        normal.Rows.Clear();
        // In the order of the list, whichever process measured them.
        normal.Rows.AddRange(RowList.All.Select(row => found.Find(result => result.Name == row.Name)).OfType<RowResult>());
        return normal;
    }

    private static Results? RunChild(Options options, string python, bool oneCore)
    {
        string file = Path.GetTempFileName();
        try
        {
            List<string> arguments = ["-Child", "-Python", python, "-Out", file];
            if (options.Quick)
            {
                arguments.Add("-Quick");
            }
            if (options.Row is { } row)
            {
                arguments.AddRange(["-Row", row]);
            }
            if (options.Rounds is { } rounds)
            {
                arguments.AddRange(["-Rounds", rounds.ToString()]);
            }
            if (oneCore)
            {
                arguments.Add("-OneCore");
                if (!Programs.Exists("taskset"))
                {
                    Console.Error.WriteLine("There is no taskset, so the rows for one core are left out.");
                    return null;
                }
                Programs.RunSelf(arguments, "taskset", "-c", "1");
            }
            else
            {
                Programs.RunSelf(arguments);
            }
            string text = File.ReadAllText(file);
            return text.Length == 0 ? null : JsonSerializer.Deserialize<Results>(text, Files.Json);
        }
        catch (InvalidOperationException error)
        {
            Console.Error.WriteLine($"{python} was not measured: {error.Message}");
            return null;
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static SortedDictionary<string, SortedDictionary<string, double>> ReadBaseline() =>
        File.Exists(BaselineFile)
            ? JsonSerializer.Deserialize<SortedDictionary<string, SortedDictionary<string, double>>>(File.ReadAllText(BaselineFile), Files.Json)!
            : [];
}
