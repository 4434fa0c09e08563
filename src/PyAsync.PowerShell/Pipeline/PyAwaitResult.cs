using System;
using System.Management.Automation;

namespace PyAsync.PowerShell.Pipeline;

/// <summary>What became of one input: what <c>-AsResult</c> writes. Immutable.</summary>
public sealed class PyAwaitResult
{
    internal PyAwaitResult(TrackedCall call, object? output, ErrorRecord? error)
    {
        Index = call.Index;
        Input = call.HasItem ? call.Item : null;
        Output = output;
        Error = error;
        Duration = call.Duration;
        Attempts = call.Attempt;
    }

    /// <summary>The input's number, from 0.</summary>
    public long Index { get; }

    /// <summary>The item of the pipeline; null without one.</summary>
    public object? Input { get; }

    /// <summary>The result, of an async generator all of its items; null where it failed.</summary>
    public object? Output { get; }

    /// <summary>What it failed with, in its last attempt; null where it succeeded.</summary>
    public ErrorRecord? Error { get; }

    /// <summary>Whether it has a result.</summary>
    public bool Succeeded => Error is null;

    /// <summary>From the start of its first attempt to its outcome; none where it did not start.</summary>
    public TimeSpan Duration { get; }

    /// <summary>How often it was tried; 0 where it did not start, as enough others had succeeded.</summary>
    public int Attempts { get; }

    /// <summary>The input and what became of it.</summary>
    public override string ToString() => $"{Input}: {(Error is null ? Output : Error)}";
}
