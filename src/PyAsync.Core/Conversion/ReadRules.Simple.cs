using System;
using System.Numerics;
using PyAsync.CPython;
using PyAsync.Interpreters;
using PyAsync.Objects;

namespace PyAsync.Conversion;

/// <summary>A rule that needs to know nothing of the particular type.</summary>
internal sealed class SimpleRule : ReadRule
{
    public static readonly SimpleRule Text = new((_, value) => PyText.FromPython(value));
    public static readonly SimpleRule Int = new((_, value) => PyNumbers.FromInt(value));
    public static readonly SimpleRule Float = new((_, value) => CApi.PyFloat_AsDouble(value));
    public static readonly SimpleRule Bytes = new((_, value) => ReadBytes(value));
    public static readonly SimpleRule ByteArray = new((_, value) => ReadByteArray(value));
    public static readonly SimpleRule List = new((reader, value) => reader.ReadList(value));
    public static readonly SimpleRule Tuple = new((reader, value) => reader.ReadTuple(value));
    public static readonly SimpleRule Dict = new((reader, value) => reader.ReadDict(value, null));
    public static readonly SimpleRule Set = new((reader, value) => reader.ReadSet(value));
    public static readonly SimpleRule Null = new((_, _) => null);
    public static readonly SimpleRule Exception = new((reader, value) => reader.Interpreter.Exceptions.Describe(value));
    public static readonly SimpleRule Complex = new((_, value) =>
        new Complex(CApi.PyComplex_RealAsDouble(value), CApi.PyComplex_ImagAsDouble(value)));

    private readonly Body _body;

    private SimpleRule(Body body)
    {
        _body = body;
    }

    private delegate object? Body(PyReader reader, PyBorrowed value);

    public override object? Read(PyReader reader, PyBorrowed value) => _body(reader, value);

    private static byte[] ReadBytes(PyBorrowed value)
    {
        if (!CApi.TryReadBytes(value, out ReadOnlySpan<byte> content))
        {
            PyErrors.Throw();
        }
        return Copy(content);
    }

    private static byte[] ReadByteArray(PyBorrowed value) => Copy(CApi.ReadByteArray(value));

    private static byte[] Copy(ReadOnlySpan<byte> content)
    {
        byte[] result = GC.AllocateUninitializedArray<byte>(content.Length);
        content.CopyTo(result);
        return result;
    }
}

/// <summary>A user's own conversion.</summary>
internal sealed class UserReadRule(string registeredFor, Func<PyObject, object?> convert, LiveRule live) : ReadRule
{
    public override object? Read(PyReader reader, PyBorrowed value)
    {
        PyObject argument = live.Make(reader.Interpreter, reader.Scheduler, value, reader.Conversion);
        try
        {
            return convert(argument);
        }
        catch (Exception error) when (error is not PyConversionException)
        {
            throw new PyConversionException($"The converter registered for the Python type '{registeredFor}' failed{reader.Path.Place()}: {error.Message}", null, error);
        }
    }
}
