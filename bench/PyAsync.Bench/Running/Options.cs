using System;
using System.Collections.Generic;
using System.Globalization;

namespace PyAsync.Bench.Running;

internal enum Mode
{
    /// <summary>Starts a child for each Python and prints the table.</summary>
    Parent,

    /// <summary>Measures one Python.</summary>
    Child,

    /// <summary>Measures the memory of one way of waiting.</summary>
    Memory,

    /// <summary>Measures pythonnet alone: <c>property</c> or <c>method</c>.</summary>
    Plain,

    /// <summary>Awaits for some seconds, for a profiler: <c>sequential</c>, <c>flight</c> or <c>pipeline</c>.</summary>
    Workload,
}

/// <summary>The command line.</summary>
internal sealed class Options
{
    public Mode Mode { get; private set; }

    public bool Quick { get; private set; }

    /// <summary>Which Python; null measures Debian's and the newest one found.</summary>
    public string? Python { get; private set; }

    /// <summary>Only rows with this in their name.</summary>
    public string? Row { get; private set; }

    /// <summary>Only the rows for one core; the process is bound to one.</summary>
    public bool OneCore { get; private set; }

    /// <summary>Where a child writes its results.</summary>
    public string? Out { get; private set; }

    /// <summary>Writes bench/baseline.json anew from this run.</summary>
    public bool UpdateBaseline { get; private set; }

    /// <summary>What a child or the workload does.</summary>
    public string? Side { get; private set; }

    public int Count { get; private set; }

    public int? Rounds { get; private set; }

    public static Options Parse(string[] arguments)
    {
        Options options = new();
        Queue<string> words = new(arguments);
        while (words.TryDequeue(out string? word))
        {
            switch (word.TrimStart('-').ToUpperInvariant())
            {
                case "QUICK":
                    options.Quick = true;
                    break;
                case "PYTHON":
                    options.Python = Value(word, words);
                    break;
                case "ROW":
                    options.Row = Value(word, words);
                    break;
                case "ROUNDS":
                    options.Rounds = int.Parse(Value(word, words), CultureInfo.InvariantCulture);
                    break;
                case "CHILD":
                    options.Mode = Mode.Child;
                    break;
                case "MEMORY" or "PLAIN":
                    options.Mode = word.Contains("Plain", StringComparison.OrdinalIgnoreCase) ? Mode.Plain : Mode.Memory;
                    options.Side = Value(word, words);
                    options.Count = int.Parse(Value(word, words), CultureInfo.InvariantCulture);
                    break;
                case "WORKLOAD":
                    options.Mode = Mode.Workload;
                    options.Side = Value(word, words);
                    break;
                case "ONECORE":
                    options.OneCore = true;
                    break;
                case "OUT":
                    options.Out = Value(word, words);
                    break;
                case "UPDATEBASELINE":
                    options.UpdateBaseline = true;
                    break;
                default:
                    throw new ArgumentException($"'{word}' is not known. Usage: PyAsync.Bench [-Quick] [-Python which] [-Row part-of-a-name] [-Rounds n] [-UpdateBaseline], or: PyAsync.Bench micro [BenchmarkDotNet's options]");
            }
        }
        return options;
    }

    private static string Value(string word, Queue<string> words) =>
        words.TryDequeue(out string? value) ? value : throw new ArgumentException($"{word} takes a value.");
}
