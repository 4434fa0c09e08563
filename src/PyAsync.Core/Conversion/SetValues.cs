using System.Collections;
using System.Collections.Generic;
using PyAsync.CPython;
using PyAsync.Interpreters;

namespace PyAsync.Conversion;

/// <summary>set and frozenset → HashSet; .NET's sets → set.</summary>
internal static class SetValues
{
    /// <summary>Reads a set: over a copy, as reading an item may run Python code, in which other threads may change the set.</summary>
    public static HashSet<object?> Read(PyReader reader, PyBorrowed set)
    {
        reader.Enter(set);
        using PyOwned copy = CApi.Call(new PyBorrowed(reader.Interpreter.Types.List), set).OrThrow();
        int count = checked((int)CApi.PyList_Size(copy));
        HashSet<object?> result = new(count, PyKeyComparer.Instance);
        for (int i = 0; i < count; i++)
        {
            result.Add(reader.Read(CApi.PyList_GetItem(copy, i)));
        }
        reader.Leave();
        return result;
    }

    public static PyOwned Write(PyWriter writer, IEnumerable items)
    {
        using PyOwned set = CApi.PySet_New(default).OrThrow();
        writer.Enter(items);
        int index = 0;
        foreach (object? item in items)
        {
            writer.Path.At(index++);
            using PyOwned written = TupleValues.WriteKey(writer, item);
            PyErrors.ThrowIfNegative(CApi.PySet_Add(set, written));
        }
        writer.Leave();
        return set.Borrow().Own();
    }
}
