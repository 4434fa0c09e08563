using System.Runtime.CompilerServices;
using PyAsync.CPython;
using PyAsync.Interpreters;

namespace PyAsync.Conversion;

/// <summary>tuple → object[]; .NET's tuples and pairs → tuple. A named one is a record: <see cref="NamedTupleRule"/>.</summary>
internal static class TupleValues
{
    public static object?[] Read(PyReader reader, PyBorrowed tuple)
    {
        int count = checked((int)CApi.PyTuple_Size(tuple));
        if (count == 0)
        {
            return [];
        }
        reader.Enter(tuple);
        object?[] result = new object?[count];
        for (int i = 0; i < result.Length; i++)
        {
            PyBorrowed item = CApi.PyTuple_GetItem(tuple, i);
            nint type = CApi.TypeOf(item);
            if (!reader.Converter.TryScalarFromPython(item, type, out object? value))
            {
                reader.Path.At(i);
                value = reader.ReadOwned(item, type);
            }
            result[i] = value;
        }
        reader.Leave();
        return result;
    }

    public static PyOwned Write(PyWriter writer, ITuple items)
    {
        using PyOwned tuple = CApi.PyTuple_New(items.Length).OrThrow();
        writer.Enter(items);
        for (int i = 0; i < items.Length; i++)
        {
            writer.Path.At(i);
            PyOwned item = writer.Write(items[i]);
            _ = CApi.PyTuple_InitItem(tuple, i, item.Steal());
        }
        writer.Leave();
        return tuple.Borrow().Own();
    }

    /// <summary>Writes a key and its value.</summary>
    public static PyOwned WritePair(PyWriter writer, object? key, object? value) => Write(writer, (key, value));

    /// <summary>Writes a key or an item of a set. Python needs one that can be hashed: an array, which is what a tuple became on its way here, is a tuple again.</summary>
    public static PyOwned WriteKey(PyWriter writer, object? key)
    {
        if (key is object?[] items)
        {
            using PyOwned tuple = CApi.PyTuple_New(items.Length).OrThrow();
            writer.Enter(items);
            for (int i = 0; i < items.Length; i++)
            {
                writer.Path.At(i);
                PyOwned item = WriteKey(writer, items[i]);
                _ = CApi.PyTuple_InitItem(tuple, i, item.Steal());
            }
            writer.Leave();
            return tuple.Borrow().Own();
        }
        return writer.Write(key);
    }
}
