using System;
using PyAsync.CPython;
using PyAsync.Interpreters;

namespace PyAsync.Conversion;

/// <summary>memoryview and array.array → a typed array, of as many dimensions; one of other items than numbers stays live.</summary>
internal sealed class BufferRule(LiveRule live) : ReadRule
{
    public override object? Read(PyReader reader, PyBorrowed value) => PyBufferReader.TryRead(value, reader.Conversion.HasNestedArrays) ?? live.Read(reader, value);
}

/// <summary>
/// numpy's arrays → typed arrays of as many dimensions, or nested in each other; of objects, texts or the other byte order → object[]; others
/// (structured, datetime64) stay live. An array of no dimension is what its item is.
/// </summary>
internal sealed class ArrayRule(PyInterpreter interpreter, LiveRule live) : ReadRule
{
    public override object? Read(PyReader reader, PyBorrowed value)
    {
        if (PyBufferReader.TryRead(value, reader.Conversion.HasNestedArrays) is { } array)
        {
            return array;
        }
        using PyOwned items = CApi.Call(new PyBorrowed(interpreter.ValueFunctions.NumpyItems), value).OrThrow();
        if (items.Pointer == interpreter.None)
        {
            return live.Read(reader, value);
        }
        reader.Enter(value);
        object? result = reader.Read(items);
        reader.Leave();
        return result;
    }
}

/// <summary>
/// Lets a Python function replace the value by one that can be converted. If it returns the value itself, that stays a
/// live object.
/// </summary>
internal sealed class ViaPythonRule(nint function, LiveRule live) : ReadRule
{
    public override object? Read(PyReader reader, PyBorrowed value)
    {
        using PyOwned replacement = CApi.Call(new PyBorrowed(function), value).OrThrow();
        if (replacement.Pointer == value.Pointer)
        {
            return live.Read(reader, value);
        }
        reader.Enter(value);
        object? result = reader.Read(replacement);
        reader.Leave();
        return result;
    }
}

/// <summary>A pandas DataFrame → an array of rows, each a record of the columns.</summary>
internal sealed class FrameRule(PyInterpreter interpreter) : ReadRule
{
    public override object? Read(PyReader reader, PyBorrowed value)
    {
        reader.Enter(value);
        using PyOwned parts = CApi.Call(new PyBorrowed(interpreter.ValueFunctions.FrameColumns), value).OrThrow();
        object?[] names = TupleValues.Read(reader, CApi.PyTuple_GetItem(parts, 0));
        object?[] columns = ListValues.Read(reader, CApi.PyTuple_GetItem(parts, 1));
        PyShape shape = PyShape.Of(Array.ConvertAll(names, name => (string)name!));
        int rows = columns.Length == 0 ? 0 : ((object?[])columns[0]!).Length;
        object?[] result = new object?[rows];
        for (int row = 0; row < rows; row++)
        {
            object?[] values = new object?[columns.Length];
            for (int column = 0; column < values.Length; column++)
            {
                values[column] = ((object?[])columns[column]!)[row];
            }
            result[row] = reader.Named(shape.Names, values, shape.IsRecord, null);
        }
        reader.Leave();
        return result;
    }
}
