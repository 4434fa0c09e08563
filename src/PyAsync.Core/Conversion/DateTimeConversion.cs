using System;
using System.Collections.Generic;
using PyAsync.Conversion;
using PyAsync.CPython;
using PyAsync.Interpreters;

[assembly: TypeConversion(typeof(DateTimeConversion))]

namespace PyAsync.Conversion;

/// <summary>
/// DateTime and DateTimeOffset ↔ datetime.datetime: a naive one is a DateTime, an aware one a DateTimeOffset. Utc and Local
/// say which moment they mean, so they become aware; Unspecified does not, and stays naive. Python counts microseconds.
/// </summary>
internal sealed class DateTimeConversion : TypeConversion
{
    private readonly PyClass _dateTime = new("datetime", "datetime");
    private readonly PyClass _timeZone = new("datetime", "timezone");
    private readonly PyAttribute _utc = new("utc");
    private readonly PyAttribute _year = new("year");
    private readonly PyAttribute _month = new("month");
    private readonly PyAttribute _day = new("day");
    private readonly PyAttribute _hour = new("hour");
    private readonly PyAttribute _minute = new("minute");
    private readonly PyAttribute _second = new("second");
    private readonly PyAttribute _microsecond = new("microsecond");
    private readonly PyAttribute _zone = new("tzinfo");
    private readonly PyAttribute _offset = new("utcoffset");
    private readonly TimeSpanConversion _span = new();

    public override IReadOnlyList<Type> HostTypes { get; } = [typeof(DateTime), typeof(DateTimeOffset)];

    public override IReadOnlyList<string> PythonTypes { get; } = ["datetime.datetime"];

    public override PyOwned Write(PyWriter writer, object value) => value switch
    {
        DateTimeOffset moment => Write(moment.DateTime, moment.Offset),
        DateTime { Kind: DateTimeKind.Utc } time => Write(time, TimeSpan.Zero),
        DateTime { Kind: DateTimeKind.Local } time => Write(time, TimeZoneInfo.Local.GetUtcOffset(time)),
        _ => Write((DateTime)value, default(PyBorrowed)),
    };

    public override bool TryRead(PyReader reader, PyBorrowed value, out object? result)
    {
        DateTime time = new DateTime(
            _year.GetInt(value), _month.GetInt(value), _day.GetInt(value),
            _hour.GetInt(value), _minute.GetInt(value), _second.GetInt(value), DateTimeKind.Unspecified)
            .AddTicks(_microsecond.GetInt(value) * TimeSpan.TicksPerMicrosecond);
        result = time;
        using PyOwned zone = _zone.Get(value);
        if (zone.Pointer == reader.Interpreter.None)
        {
            return true;
        }
        using PyOwned offset = _offset.Call(value);
        if (offset.Pointer == reader.Interpreter.None)
        {
            return true;
        }
        TimeSpan shift = _span.Read(offset) ?? TimeSpan.MaxValue;
        bool fits = shift.Ticks % TimeSpan.TicksPerMinute == 0 && shift.Duration() <= TimeSpan.FromHours(14);
        if (!fits || (time - DateTime.MinValue) < shift || (DateTime.MaxValue - time) < -shift)
        {
            return false;
        }
        result = new DateTimeOffset(time, shift);
        return true;
    }

    private PyOwned Write(DateTime value, TimeSpan offset)
    {
        if (offset == TimeSpan.Zero)
        {
            using PyOwned utc = _utc.Get(_timeZone.Reference);
            return Write(value, utc);
        }
        using PyOwned shift = _span.Write(offset);
        using PyOwned zone = CApi.Call(_timeZone.Reference, shift).OrThrow();
        return Write(value, zone);
    }

    private PyOwned Write(DateTime value, PyBorrowed zone) => Call(_dateTime.Reference,
    [
        value.Year, value.Month, value.Day, value.Hour, value.Minute, value.Second,
        value.Ticks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond,
    ], zone);
}
