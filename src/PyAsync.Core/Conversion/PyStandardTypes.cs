using System;
using PyAsync.CPython;
using PyAsync.Interpreters;

namespace PyAsync.Conversion;

/// <summary>
/// The classes of Python's standard library that .NET values become instances of; imported when first needed and kept
/// for as long as the interpreter lives.
/// </summary>
internal sealed class PyStandardTypes
{
    private nint _decimal, _dateTime, _date, _time, _timeDelta, _timeZone, _utc, _uuid, _address, _path;

    public PyBorrowed Decimal => Get(ref _decimal, "decimal"u8, "Decimal"u8);

    public PyBorrowed DateTime => Get(ref _dateTime, "datetime"u8, "datetime"u8);

    public PyBorrowed Date => Get(ref _date, "datetime"u8, "date"u8);

    public PyBorrowed Time => Get(ref _time, "datetime"u8, "time"u8);

    public PyBorrowed TimeDelta => Get(ref _timeDelta, "datetime"u8, "timedelta"u8);

    public PyBorrowed TimeZone => Get(ref _timeZone, "datetime"u8, "timezone"u8);

    public PyBorrowed Uuid => Get(ref _uuid, "uuid"u8, "UUID"u8);

    /// <summary>The function <c>ipaddress.ip_address</c>, which chooses the class.</summary>
    public PyBorrowed Address => Get(ref _address, "ipaddress"u8, "ip_address"u8);

    public PyBorrowed Path => Get(ref _path, "pathlib"u8, "Path"u8);

    /// <summary>The object <c>timezone.utc</c>.</summary>
    public PyBorrowed Utc
    {
        get
        {
            if (_utc == 0)
            {
                _utc = CApi.GetAttribute(TimeZone, "utc"u8).OrThrow().Detach();
            }
            return new PyBorrowed(_utc);
        }
    }

    private static PyBorrowed Get(ref nint slot, ReadOnlySpan<byte> module, ReadOnlySpan<byte> name)
    {
        if (slot == 0)
        {
            using PyOwned imported = CApi.Import(module).OrThrow();
            slot = CApi.GetAttribute(imported, name).OrThrow().Detach();
        }
        return new PyBorrowed(slot);
    }
}
