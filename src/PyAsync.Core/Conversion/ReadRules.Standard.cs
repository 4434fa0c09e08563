using System;
using System.Net;
using PyAsync.CPython;
using PyAsync.Interpreters;

namespace PyAsync.Conversion;

/// <summary>Attributes that are read often: their names are interned once, for as long as the rule lives.</summary>
internal readonly struct PyAttribute(string name)
{
    private readonly nint _name = InternedName(name);

    public PyOwned Get(PyBorrowed target) => CApi.PyObject_GetAttr(target, new PyBorrowed(_name)).OrThrow();

    public int GetInt(PyBorrowed target)
    {
        using PyOwned value = Get(target);
        return PyInt.ToInt32(value);
    }

    /// <summary>What the method of this name gives.</summary>
    public PyOwned Call(PyBorrowed target) => CApi.CallMethod(target, new PyBorrowed(_name)).OrThrow();

    // Rules live as long as their interpreter, and their names with them.
    private static nint InternedName(string name)
    {
        return CApi.Intern(System.Text.Encoding.UTF8.GetBytes(name + "\0")).OrThrow().Detach();
    }
}

/// <summary>decimal.Decimal → decimal or BigInteger; NaN and infinities → double. What neither holds exactly stays live.</summary>
internal sealed class DecimalRule(string typeName) : ReadRule
{
    private readonly LiveRule _live = new(typeName, 0);
    private readonly nint _text = TextFunction();

    public override object? Read(PyReader reader, PyBorrowed value)
    {
        using PyOwned text = CApi.Call(new PyBorrowed(_text), value).OrThrow();
        return PyNumbers.TryFromDecimalText(PyText.FromPython(text), out object number) ? number : _live.Read(reader, value);
    }

    // Decimal's own: a class derived from it may say something else. Kept as long as the interpreter.
    private static nint TextFunction()
    {
        using PyOwned module = CApi.Import("decimal"u8).OrThrow();
        using PyOwned type = CApi.GetAttribute(module, "Decimal"u8).OrThrow();
        return CApi.GetAttribute(type, "__str__"u8).OrThrow().Detach();
    }
}

/// <summary>
/// datetime.datetime → DateTime of unspecified kind, or DateTimeOffset where it is aware. It stays live where its
/// offset is no whole minute or beyond 14 hours, or its time in UTC is out of .NET's range.
/// </summary>
internal sealed class DateTimeRule(string typeName) : ReadRule
{
    private readonly LiveRule _live = new(typeName, 0);
    private readonly PyAttribute _year = new("year");
    private readonly PyAttribute _month = new("month");
    private readonly PyAttribute _day = new("day");
    private readonly PyAttribute _hour = new("hour");
    private readonly PyAttribute _minute = new("minute");
    private readonly PyAttribute _second = new("second");
    private readonly PyAttribute _microsecond = new("microsecond");
    private readonly PyAttribute _zone = new("tzinfo");
    private readonly PyAttribute _offset = new("utcoffset");
    private readonly TimeDeltaRule _delta = new("timedelta");

    public override object? Read(PyReader reader, PyBorrowed value)
    {
        DateTime time = new DateTime(
            _year.GetInt(value), _month.GetInt(value), _day.GetInt(value),
            _hour.GetInt(value), _minute.GetInt(value), _second.GetInt(value), DateTimeKind.Unspecified)
            .AddTicks(_microsecond.GetInt(value) * TimeSpan.TicksPerMicrosecond);
        using PyOwned zone = _zone.Get(value);
        if (zone.Pointer == reader.Interpreter.None)
        {
            return time;
        }
        using PyOwned offset = _offset.Call(value);
        if (offset.Pointer == reader.Interpreter.None)
        {
            return time;
        }
        TimeSpan shift = _delta.Span(offset) ?? TimeSpan.MaxValue;
        bool fits = shift.Ticks % TimeSpan.TicksPerMinute == 0 && shift.Duration() <= TimeSpan.FromHours(14);
        if (!fits || (time - DateTime.MinValue) < shift || (DateTime.MaxValue - time) < -shift)
        {
            return _live.Read(reader, value);
        }
        return new DateTimeOffset(time, shift);
    }
}

/// <summary>datetime.date → DateOnly.</summary>
internal sealed class DateRule : ReadRule
{
    private readonly PyAttribute _year = new("year");
    private readonly PyAttribute _month = new("month");
    private readonly PyAttribute _day = new("day");

    public override object? Read(PyReader reader, PyBorrowed value) => new DateOnly(_year.GetInt(value), _month.GetInt(value), _day.GetInt(value));
}

/// <summary>datetime.time → TimeOnly; an aware one stays live.</summary>
internal sealed class TimeRule(string typeName) : ReadRule
{
    private readonly LiveRule _live = new(typeName, 0);
    private readonly PyAttribute _hour = new("hour");
    private readonly PyAttribute _minute = new("minute");
    private readonly PyAttribute _second = new("second");
    private readonly PyAttribute _microsecond = new("microsecond");
    private readonly PyAttribute _zone = new("tzinfo");

    public override object? Read(PyReader reader, PyBorrowed value)
    {
        using PyOwned zone = _zone.Get(value);
        if (zone.Pointer != reader.Interpreter.None)
        {
            return _live.Read(reader, value);
        }
        long seconds = (((_hour.GetInt(value) * 60L) + _minute.GetInt(value)) * 60) + _second.GetInt(value);
        return new TimeOnly((seconds * TimeSpan.TicksPerSecond) + (_microsecond.GetInt(value) * TimeSpan.TicksPerMicrosecond));
    }
}

/// <summary>datetime.timedelta → TimeSpan; one beyond its range stays live.</summary>
internal sealed class TimeDeltaRule(string typeName) : ReadRule
{
    private readonly LiveRule _live = new(typeName, 0);
    private readonly PyAttribute _days = new("days");
    private readonly PyAttribute _seconds = new("seconds");
    private readonly PyAttribute _microseconds = new("microseconds");

    public override object? Read(PyReader reader, PyBorrowed value) => Span(value) is { } span ? span : _live.Read(reader, value);

    /// <summary>The span, or null where it is too long.</summary>
    public TimeSpan? Span(PyBorrowed value)
    {
        Int128 ticks = ((Int128)_days.GetInt(value) * TimeSpan.TicksPerDay)
            + (_seconds.GetInt(value) * TimeSpan.TicksPerSecond)
            + (_microseconds.GetInt(value) * TimeSpan.TicksPerMicrosecond);
        return ticks >= long.MinValue && ticks <= long.MaxValue ? new TimeSpan((long)ticks) : null;
    }
}

/// <summary>uuid.UUID → Guid.</summary>
internal sealed class UuidRule : ReadRule
{
    private readonly PyAttribute _bytes = new("bytes");

    public override object? Read(PyReader reader, PyBorrowed value)
    {
        using PyOwned bytes = _bytes.Get(value);
        if (!CApi.TryReadBytes(bytes, out ReadOnlySpan<byte> content))
        {
            PyErrors.Throw();
        }
        return new Guid(content, bigEndian: true);
    }
}

/// <summary>ipaddress.IPv4Address and IPv6Address → IPAddress; one with a scope that .NET does not know stays live.</summary>
internal sealed class AddressRule(string typeName) : ReadRule
{
    private readonly LiveRule _live = new(typeName, 0);

    public override object? Read(PyReader reader, PyBorrowed value) =>
        IPAddress.TryParse(PyText.Str(value), out IPAddress? address) ? address : _live.Read(reader, value);
}

/// <summary>
/// pathlib's paths → string: a string binds to every -Path parameter and keeps a relative path as it is, and Python
/// takes a str wherever it takes a path. FileInfo would be wrong for a folder and make the path absolute.
/// </summary>
internal sealed class PathRule : ReadRule
{
    public override object? Read(PyReader reader, PyBorrowed value) => PyText.Str(value);
}
