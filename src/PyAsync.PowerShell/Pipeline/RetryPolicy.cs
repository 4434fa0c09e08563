using System;
using System.Collections.Generic;
using System.Management.Automation;
using PyAsync.Objects;
using PyAsync.PowerShell.Errors;

namespace PyAsync.PowerShell.Pipeline;

/// <summary>Which failures are tried again, how often and after how long. Immutable; any thread.</summary>
internal sealed class RetryPolicy
{
    // A wait does not double for ever.
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(1);

    /// <summary>How many attempts may follow the first.</summary>
    public int Count { get; init; }

    /// <summary>The wait before the second attempt; it doubles with each further one.</summary>
    public TimeSpan Interval { get; init; }

    /// <summary>The Python exception classes, with their derived ones, that are tried again; all where there is none.</summary>
    public IReadOnlyList<WildcardPattern> Types { get; init; } = [];

    /// <summary>Decides by the error and the attempt's number: false, true, or the seconds to wait; null for no such script.</summary>
    public Func<ErrorRecord, int, IScript>? Script { get; init; }

    /// <summary>Whether a failure may be tried again, as far as its kind tells.</summary>
    public bool IsMeant(Exception error) => error switch
    {
        // What has no end yet would run twice.
        TimeoutMark mark => !mark.GoesOn && IsMeant(["Timeout", "TimeoutError", "OSError", "Exception"]),
        PyException python => python.Is("Exception") && IsMeant(python.Bases),
        _ => false,
    };

    /// <summary>
    /// How long to wait before the attempt that follows the given one: the interval, doubled with each, and of that by chance
    /// between a half and all, so that what failed together does not come back together.
    /// </summary>
    public TimeSpan WaitAfter(int attempt)
    {
        double most = Math.Max(Interval.TotalSeconds, s_longest.TotalSeconds);
        double wait = Math.Min(most, Interval.TotalSeconds * Math.Pow(2, Math.Min(attempt - 1, 30)));
        return TimeSpan.FromSeconds(wait * (0.5 + (Random.Shared.NextDouble() / 2)));
    }

    private bool IsMeant(IReadOnlyList<string> classes)
    {
        if (Types.Count == 0)
        {
            return true;
        }
        foreach (WildcardPattern type in Types)
        {
            foreach (string name in classes)
            {
                if (type.IsMatch(name))
                {
                    return true;
                }
            }
        }
        return false;
    }
}
