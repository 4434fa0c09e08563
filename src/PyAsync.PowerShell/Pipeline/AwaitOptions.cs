using System;
using PyAsync.Calls;
using PyAsync.Objects;

namespace PyAsync.PowerShell.Pipeline;

/// <summary>How the awaits of an <see cref="AwaitRun"/> are called and their outcomes written. Immutable.</summary>
internal sealed record AwaitOptions
{
    /// <summary>The arguments of each, behind the pipeline's item.</summary>
    public PyArguments Arguments { get; init; } = PyArguments.None;

    /// <summary>How results become .NET values.</summary>
    public PyConversion Conversion { get; init; } = ObjectHost.Conversion;

    /// <summary>How many may be in flight; 0 for all of them.</summary>
    public int ThrottleLimit { get; init; }

    /// <summary>How long each may take; null without a limit.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>Whether outcomes are written in the order of the input, else as they come.</summary>
    public bool Ordered { get; init; }

    /// <summary>Whether a list is written item by item.</summary>
    public bool Enumerate { get; init; } = true;

    /// <summary>Whether one object is written for each input, which knows it and what became of it.</summary>
    public bool AsResult { get; init; }

    /// <summary>After how many that have succeeded the rest is cancelled; 0 for never.</summary>
    public int First { get; init; }

    /// <summary>Which failures are tried again; null for none.</summary>
    public RetryPolicy? Retry { get; init; }

    /// <summary>How many attempts may begin in a second; 0 for any number.</summary>
    public double RateLimit { get; init; }
}
