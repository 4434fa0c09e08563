using System;
using System.Collections;
using System.Linq;
using System.Management.Automation;

namespace PyAsync.PowerShell.Imports;

/// <summary>
/// On a date or time parameter of an imported command: takes also what PowerShell has for another of these types, as it has
/// no conversion between them. A <see cref="DateTimeOffset"/> becomes the same moment in UTC or local time, and of a
/// <see cref="DateTime"/> the date or the time of day is taken. Used by the commands' own source. Any thread.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class FitTimeAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => Fit(inputData);

    /// <summary>The type of the parameter, or of its items.</summary>
    public required Type Type { get; init; }

    private object? Fit(object? given)
    {
        object? value = given is PSObject wrapped ? wrapped.BaseObject : given;
        value = value switch
        {
            DateTimeOffset { Offset.Ticks: 0 } moment => moment.UtcDateTime,
            DateTimeOffset moment => moment.LocalDateTime,
            IList several => several.Cast<object?>().Select(Fit).ToArray(),
            _ => value,
        };
        return value switch
        {
            DateTime time when Type == typeof(DateOnly) => DateOnly.FromDateTime(time),
            DateTime time when Type == typeof(TimeOnly) => TimeOnly.FromDateTime(time),
            TimeSpan { Ticks: >= 0 and < TimeSpan.TicksPerDay } time when Type == typeof(TimeOnly) => TimeOnly.FromTimeSpan(time),
            DateTime or object?[] => value,
            _ => given,
        };
    }
}
