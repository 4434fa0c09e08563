using System;
using System.Globalization;
using System.Numerics;
using PyAsync.CPython;
using PyAsync.Interpreters;

namespace PyAsync.Conversion;

// Single values. Python counts microseconds: a seventh digit of a second is cut off.
internal sealed partial class PyWriter
{
    private static PyOwned WriteInt(BigInteger value) => PyNumbers.ToInt(value);

    /// <summary>An enum as its number; what it means is .NET's, so its name would tell Python nothing.</summary>
    public static PyOwned WriteEnum(object value) => Type.GetTypeCode(value.GetType()) is TypeCode.UInt64
        ? CApi.PyLong_FromUnsignedLongLong(Convert.ToUInt64(value, CultureInfo.InvariantCulture)).OrThrow()
        : CApi.PyLong_FromLongLong(Convert.ToInt64(value, CultureInfo.InvariantCulture)).OrThrow();

    private PyOwned WriteDecimal(decimal value) => CallWithText(converter.Standard.Decimal, value.ToString(CultureInfo.InvariantCulture));

    // Utc and Local say which moment they mean, so they become aware; Unspecified does not, and stays naive.
    private PyOwned WriteDateTime(DateTime value) => value.Kind switch
    {
        DateTimeKind.Utc => CallWithTime(value, converter.Standard.Utc),
        DateTimeKind.Local => WriteDateTime(value, TimeZoneInfo.Local.GetUtcOffset(value)),
        _ => CallWithTime(value, default),
    };

    private PyOwned WriteDateTime(DateTime value, TimeSpan offset)
    {
        if (offset == TimeSpan.Zero)
        {
            return CallWithTime(value, converter.Standard.Utc);
        }
        using PyOwned shift = WriteTimeSpan(offset);
        using PyOwned zone = CApi.Call(converter.Standard.TimeZone, shift).OrThrow();
        return CallWithTime(value, zone);
    }

    private PyOwned CallWithTime(DateTime value, PyBorrowed zone)
    {
        Span<long> numbers = stackalloc long[7];
        numbers[0] = value.Year;
        numbers[1] = value.Month;
        numbers[2] = value.Day;
        numbers[3] = value.Hour;
        numbers[4] = value.Minute;
        numbers[5] = value.Second;
        numbers[6] = value.Ticks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond;
        return CallWithNumbers(converter.Standard.DateTime, numbers, zone);
    }

    private PyOwned WriteDate(DateOnly value)
    {
        Span<long> numbers = stackalloc long[3];
        numbers[0] = value.Year;
        numbers[1] = value.Month;
        numbers[2] = value.Day;
        return CallWithNumbers(converter.Standard.Date, numbers, default);
    }

    private PyOwned WriteTime(TimeOnly value)
    {
        Span<long> numbers = stackalloc long[4];
        numbers[0] = value.Hour;
        numbers[1] = value.Minute;
        numbers[2] = value.Second;
        numbers[3] = value.Ticks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond;
        return CallWithNumbers(converter.Standard.Time, numbers, default);
    }

    private PyOwned WriteTimeSpan(TimeSpan value)
    {
        Span<long> numbers = stackalloc long[3];
        numbers[0] = value.Ticks / TimeSpan.TicksPerDay;
        numbers[1] = value.Ticks % TimeSpan.TicksPerDay / TimeSpan.TicksPerSecond;
        numbers[2] = value.Ticks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond;
        return CallWithNumbers(converter.Standard.TimeDelta, numbers, default);
    }

    private static PyOwned CallWithText(PyBorrowed callable, string text)
    {
        using PyOwned argument = PyText.ToPython(text).OrThrow();
        return CApi.Call(callable, argument).OrThrow();
    }

    // At most seven numbers, and one argument more where it is given.
    private static PyOwned CallWithNumbers(PyBorrowed callable, scoped ReadOnlySpan<long> numbers, PyBorrowed last)
    {
        Span<nint> slots = stackalloc nint[9];
        int made = 0;
        try
        {
            for (; made < numbers.Length; made++)
            {
                slots[1 + made] = CApi.PyLong_FromLongLong(numbers[made]).OrThrow().Detach();
            }
            slots[1 + numbers.Length] = last.Pointer;
            return CApi.Vectorcall(callable, slots, numbers.Length + (last.IsNull ? 0 : 1)).OrThrow();
        }
        finally
        {
            for (int i = 0; i < made; i++)
            {
                new PyOwned(slots[1 + i]).Dispose();
            }
        }
    }
}
