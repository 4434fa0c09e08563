using System;
using System.Diagnostics;
using System.Globalization;
using System.Threading;

namespace PyAsync.Environments;

/// <summary>How long a search for a Python may take in all, however many interpreters it asks, and who may cancel it. Any thread.</summary>
internal sealed class ProbeLimit(TimeSpan limit, CancellationToken cancellationToken)
{
    private readonly long _start = Stopwatch.GetTimestamp();

    /// <summary>For one search: a cold network disk answers within it.</summary>
    public static TimeSpan Usual => TimeSpan.FromSeconds(20);

    /// <summary>What is left of it; zero when it is over.</summary>
    public TimeSpan Left => limit - Stopwatch.GetElapsedTime(_start) is { Ticks: > 0 } left ? left : TimeSpan.Zero;

    public CancellationToken CancellationToken => cancellationToken;

    /// <summary>A limit for a part of the search, which ends with the whole at the latest.</summary>
    public ProbeLimit Part(TimeSpan most) => new(most < Left ? most : Left, cancellationToken);

    /// <summary>The whole limit in words.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{limit.TotalSeconds:0.#} s");
}
