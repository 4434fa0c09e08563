using System;
using System.Collections.Generic;
using PyAsync.Conversion;
using PyAsync.CPython;

[assembly: TypeConversion(typeof(DateOnlyConversion))]

namespace PyAsync.Conversion;

/// <summary>DateOnly ↔ datetime.date.</summary>
internal sealed class DateOnlyConversion : TypeConversion
{
    private readonly PyClass _date = new("datetime", "date");
    private readonly PyAttribute _year = new("year");
    private readonly PyAttribute _month = new("month");
    private readonly PyAttribute _day = new("day");

    public override IReadOnlyList<Type> HostTypes { get; } = [typeof(DateOnly)];

    public override IReadOnlyList<string> PythonTypes { get; } = ["datetime.date"];

    public override PyOwned Write(PyWriter writer, object value)
    {
        DateOnly date = (DateOnly)value;
        return Call(_date.Reference, [date.Year, date.Month, date.Day]);
    }

    public override bool TryRead(PyReader reader, PyBorrowed value, out object? result)
    {
        result = new DateOnly(_year.GetInt(value), _month.GetInt(value), _day.GetInt(value));
        return true;
    }
}
