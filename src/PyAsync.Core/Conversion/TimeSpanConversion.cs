using System;
using System.Collections.Generic;
using PyAsync.Conversion;
using PyAsync.CPython;

[assembly: TypeConversion(typeof(TimeSpanConversion))]

namespace PyAsync.Conversion;

/// <summary>TimeSpan ↔ datetime.timedelta, which counts microseconds: a seventh digit of a second is cut off. One that is too long stays live.</summary>
internal sealed class TimeSpanConversion : TypeConversion
{
    private readonly PyClass _timeDelta = new("datetime", "timedelta");
    private readonly PyAttribute _days = new("days");
    private readonly PyAttribute _seconds = new("seconds");
    private readonly PyAttribute _microseconds = new("microseconds");

    public override IReadOnlyList<Type> HostTypes { get; } = [typeof(TimeSpan)];

    public override IReadOnlyList<string> PythonTypes { get; } = ["datetime.timedelta"];

    public override PyOwned Write(PyWriter writer, object value) => Write((TimeSpan)value);

    public PyOwned Write(TimeSpan value) => Call(_timeDelta.Reference,
    [
        value.Ticks / TimeSpan.TicksPerDay,
        value.Ticks % TimeSpan.TicksPerDay / TimeSpan.TicksPerSecond,
        value.Ticks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond,
    ]);

    public override bool TryRead(PyReader reader, PyBorrowed value, out object? result)
    {
        TimeSpan? span = Read(value);
        result = span;
        return span is not null;
    }

    /// <summary>The span, or null where it is too long.</summary>
    public TimeSpan? Read(PyBorrowed value)
    {
        Int128 ticks = ((Int128)_days.GetInt(value) * TimeSpan.TicksPerDay)
            + (_seconds.GetInt(value) * TimeSpan.TicksPerSecond)
            + (_microseconds.GetInt(value) * TimeSpan.TicksPerMicrosecond);
        return ticks >= long.MinValue && ticks <= long.MaxValue ? new TimeSpan((long)ticks) : null;
    }
}
