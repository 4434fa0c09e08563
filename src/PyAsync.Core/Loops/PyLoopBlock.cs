using System;
using System.Globalization;

namespace PyAsync.Loops;

/// <summary>A loop does not answer, as something keeps its thread.</summary>
public sealed class PyLoopBlock
{
    private readonly long _since;

    internal PyLoopBlock(long since, string? place)
    {
        _since = since;
        Place = place;
    }

    /// <summary>What the thread executes, as <c>file:line in function</c>, and who else keeps it from going on; null where that cannot be told.</summary>
    public string? Place { get; }

    /// <summary>For how long it has not answered, at least.</summary>
    public TimeSpan Duration => TimeSpan.FromMilliseconds(Environment.TickCount64 - _since);

    internal PyLoopBlock At(string? place) => new(_since, place);

    /// <summary>Both.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Duration.TotalSeconds:0.0} s at {Place ?? "an unknown line"}");
}
