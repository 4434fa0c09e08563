using System;

namespace PyAsync.Bench.Running;

/// <summary>One line of the table: something of ours and what it is held against, measured alternately.</summary>
internal abstract class Row
{
    /// <summary>The line's name; unique.</summary>
    public abstract string Name { get; }

    /// <summary>What the baseline is, in a few words.</summary>
    public abstract string Against { get; }

    /// <summary>What the times are in.</summary>
    public virtual string Unit => "µs";

    /// <summary>Whether the row is measured in a process that is bound to one core.</summary>
    public virtual bool OneCore => false;

    /// <summary>Whether both sides run once, unmeasured, before the rounds.</summary>
    public virtual bool WarmsUp => true;

    /// <summary>How many rounds.</summary>
    public virtual int Rounds(bool quick) => quick ? 3 : 7;

    /// <summary>The ratio (or where there is no baseline the value) to be reached.</summary>
    public abstract Target Target(Version python);

    /// <summary>Runs before the first round.</summary>
    public virtual void Prepare(BenchSession bench)
    {
    }

    /// <summary>One round of ours; the times, each in <see cref="Unit"/>.</summary>
    public abstract double[] Ours(BenchSession bench);

    /// <summary>One round of the baseline; null where the row is held against a fixed value.</summary>
    public virtual double[]? Baseline(BenchSession bench) => null;

    /// <summary>The figure of one round.</summary>
    public virtual double Figure(double[] times) => Statistics.Median(times);

    /// <summary>Runs after the last round.</summary>
    public virtual void Finish(BenchSession bench)
    {
    }
}

/// <summary>A limit; the ratio must stay below it, or above it.</summary>
internal readonly record struct Target(double Limit, bool IsLeast = false)
{
    public bool IsMetBy(double value) => IsLeast ? value >= Limit : value <= Limit;

    public override string ToString() => $"{(IsLeast ? "≥" : "≤")} {Limit:0.###}";
}

/// <summary>The row cannot be measured here; the message says why.</summary>
internal sealed class NotMeasuredException(string reason) : Exception(reason);
