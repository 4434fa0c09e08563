using System;
using System.Collections.Generic;
using PyAsync.Conversion;
using PyAsync.CPython;

[assembly: TypeConversion(typeof(TimeOnlyConversion))]

namespace PyAsync.Conversion;

/// <summary>TimeOnly ↔ datetime.time without a zone; one with a zone stays live.</summary>
internal sealed class TimeOnlyConversion : TypeConversion
{
    private readonly PyClass _time = new("datetime", "time");
    private readonly PyAttribute _hour = new("hour");
    private readonly PyAttribute _minute = new("minute");
    private readonly PyAttribute _second = new("second");
    private readonly PyAttribute _microsecond = new("microsecond");
    private readonly PyAttribute _zone = new("tzinfo");

    public override IReadOnlyList<Type> HostTypes { get; } = [typeof(TimeOnly)];

    public override IReadOnlyList<string> PythonTypes { get; } = ["datetime.time"];

    public override PyOwned Write(PyWriter writer, object value)
    {
        TimeOnly time = (TimeOnly)value;
        return Call(_time.Reference, [time.Hour, time.Minute, time.Second, time.Ticks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond]);
    }

    public override bool TryRead(PyReader reader, PyBorrowed value, out object? result)
    {
        result = null;
        using PyOwned zone = _zone.Get(value);
        if (zone.Pointer != reader.Interpreter.None)
        {
            return false;
        }
        long seconds = (((_hour.GetInt(value) * 60L) + _minute.GetInt(value)) * 60) + _second.GetInt(value);
        result = new TimeOnly((seconds * TimeSpan.TicksPerSecond) + (_microsecond.GetInt(value) * TimeSpan.TicksPerMicrosecond));
        return true;
    }
}
