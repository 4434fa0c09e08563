using System;
using System.Collections.Generic;
using PyAsync.Conversion;
using PyAsync.CPython;
using PyAsync.Interpreters;

[assembly: TypeConversion(typeof(BytesConversion))]
[assembly: TypeConversion(typeof(ByteArrayConversion))]

namespace PyAsync.Conversion;

/// <summary>byte[] ↔ bytes.</summary>
internal sealed class BytesConversion : TypeConversion
{
    public override IReadOnlyList<Type> HostTypes { get; } = [typeof(byte[])];

    public override IReadOnlyList<string> PythonTypes { get; } = ["builtins.bytes"];

    public override PyOwned Write(PyWriter writer, object value) => CApi.NewBytes((byte[])value).OrThrow();

    public override bool TryRead(PyReader reader, PyBorrowed value, out object? result)
    {
        if (!CApi.TryReadBytes(value, out ReadOnlySpan<byte> content))
        {
            PyErrors.Throw();
        }
        result = Copy(content);
        return true;
    }

    /// <summary>A copy of bytes.</summary>
    public static byte[] Copy(ReadOnlySpan<byte> content)
    {
        byte[] result = GC.AllocateUninitializedArray<byte>(content.Length);
        content.CopyTo(result);
        return result;
    }
}

/// <summary>bytearray → byte[]; it can be changed, so a member that is one stays live.</summary>
internal sealed class ByteArrayConversion : TypeConversion
{
    public override IReadOnlyList<Type> HostTypes { get; } = [];

    public override IReadOnlyList<string> PythonTypes { get; } = ["builtins.bytearray"];

    public override bool IsConstant => false;

    public override PyOwned Write(PyWriter writer, object value) => throw new NotSupportedException();

    public override bool TryRead(PyReader reader, PyBorrowed value, out object? result)
    {
        result = BytesConversion.Copy(CApi.ReadByteArray(value));
        return true;
    }
}
