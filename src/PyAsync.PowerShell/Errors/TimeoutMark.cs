using System;

namespace PyAsync.PowerShell.Errors;

/// <summary>Stands for "its time was up", whose error record is made by who knows the limit.</summary>
internal sealed class TimeoutMark : Exception
{
    public static readonly TimeoutMark Instance = new();

    /// <summary>Whether it did not end when it was cancelled.</summary>
    public bool GoesOn { get; init; }

    /// <summary>Where the loop's thread was, if it did not even answer.</summary>
    public string? BlockedAt { get; init; }
}
