using System;
using System.Collections.Generic;
using System.Globalization;
using PyAsync.Conversion;
using PyAsync.CPython;
using PyAsync.Interpreters;
using PyAsync.Objects;

[assembly: TypeConversion(typeof(EnumConversion))]

namespace PyAsync.Conversion;

/// <summary>An enum → its number. Python's own enums are read by <see cref="EnumRule"/>, as each class has a rule of its own.</summary>
internal sealed class EnumConversion : TypeConversion
{
    public override IReadOnlyList<Type> HostTypes { get; } = [typeof(Enum)];

    public override IReadOnlyList<string> PythonTypes { get; } = [];

    public override PyOwned Write(PyWriter writer, object value) => Type.GetTypeCode(value.GetType()) is TypeCode.UInt64
        ? CApi.PyLong_FromUnsignedLongLong(Convert.ToUInt64(value, CultureInfo.InvariantCulture)).OrThrow()
        : CApi.PyLong_FromLongLong(Convert.ToInt64(value, CultureInfo.InvariantCulture)).OrThrow();

    public override bool TryRead(PyReader reader, PyBorrowed value, out object? result) => throw new NotSupportedException();
}

/// <summary>
/// A member of an Enum that is no number or text: what the host makes of a name, else live. A combination of flags has the
/// names of its parts.
/// </summary>
internal sealed class EnumRule(string typeName, LiveRule live) : ReadRule
{
    private readonly PyAttribute _name = new("name");
    private readonly PyAttribute _value = new("value");

    public override object? Read(PyReader reader, PyBorrowed value)
    {
        PyObject member = live.Make(reader.Interpreter, reader.Scheduler, value, reader.Conversion);
        if (reader.Conversion.Records is not IPyMemberFactory factory)
        {
            return member;
        }
        using PyOwned name = _name.Get(value);
        // Before Python 3.11 a combination of flags has none; its text is `Color.red|blue`.
        string text = name.Pointer == reader.Interpreter.None ? PyText.Str(value) : PyText.Str(name);
        reader.Enter(value);
        using PyOwned content = _value.Get(value);
        object? converted = reader.Read(content);
        reader.Leave();
        return factory.CreateMember(text[(text.LastIndexOf('.') + 1)..], converted, typeName, member);
    }
}
