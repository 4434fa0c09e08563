using System.Collections.Generic;

namespace PyAsync.Bench.Running;

/// <summary>What one row gave; written to the results file as it is.</summary>
internal sealed class RowResult
{
    public required string Name { get; init; }

    public required string Against { get; init; }

    public required string Unit { get; init; }

    /// <summary>The median of our rounds.</summary>
    public double? Median { get; set; }

    /// <summary>The 99th percentile of all our times.</summary>
    public double? P99 { get; set; }

    /// <summary>The median of the baseline's rounds.</summary>
    public double? Baseline { get; set; }

    /// <summary>The median of the rounds' ratios; where there is no baseline, the value that the target is about.</summary>
    public double? Ratio { get; set; }

    public required string Target { get; init; }

    public bool Met { get; set; }

    /// <summary>Why the row was not measured.</summary>
    public string? Problem { get; set; }
}

/// <summary>One Python's results.</summary>
internal sealed class Results
{
    public required string Python { get; init; }

    public required string Loop { get; init; }

    public required string Machine { get; init; }

    public required string Host { get; init; }

    public bool Quick { get; init; }

    public required List<RowResult> Rows { get; init; }
}
