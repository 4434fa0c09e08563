using System;
using System.Collections.Generic;
using PyAsync.Conversion;
using PyAsync.CPython;
using PyAsync.Interpreters;

[assembly: TypeConversion(typeof(GuidConversion))]

namespace PyAsync.Conversion;

/// <summary>Guid ↔ uuid.UUID.</summary>
internal sealed class GuidConversion : TypeConversion
{
    private readonly PyClass _uuid = new("uuid", "UUID");
    private readonly PyAttribute _bytes = new("bytes");

    public override IReadOnlyList<Type> HostTypes { get; } = [typeof(Guid)];

    public override IReadOnlyList<string> PythonTypes { get; } = ["uuid.UUID"];

    public override PyOwned Write(PyWriter writer, object value) => Call(_uuid.Reference, ((Guid)value).ToString("N"));

    public override bool TryRead(PyReader reader, PyBorrowed value, out object? result)
    {
        using PyOwned bytes = _bytes.Get(value);
        if (!CApi.TryReadBytes(bytes, out ReadOnlySpan<byte> content))
        {
            PyErrors.Throw();
        }
        result = new Guid(content, bigEndian: true);
        return true;
    }
}
