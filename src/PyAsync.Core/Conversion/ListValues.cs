using System;
using System.Collections;
using PyAsync.CPython;
using PyAsync.Interpreters;

namespace PyAsync.Conversion;

/// <summary>list ↔ object[]; other arrays, lists and sequences are written as lists too.</summary>
internal static class ListValues
{
    // Shorter ones are made on memory that .NET has already.
    private const int LargeList = 2000;

    public static object?[] Read(PyReader reader, PyBorrowed list)
    {
        CriticalSection section = default;
        section.Enter(list);
        try
        {
            return ReadLocked(reader, list);
        }
        finally
        {
            section.Leave();
        }
    }

    /// <summary>Writes an array's or a list's items.</summary>
    /// <param name="writer">The conversion.</param>
    /// <param name="container">What they are in.</param>
    /// <param name="items">The items.</param>
    public static PyOwned Write(PyWriter writer, object container, ReadOnlySpan<object?> items)
    {
        using PyOwned list = CApi.PyList_New(items.Length).OrThrow();
        if (items.Length == 0)
        {
            return list.Borrow().Own();
        }
        writer.Enter(container);
        for (int i = 0; i < items.Length; i++)
        {
            PyOwned item = writer.Converter.ScalarToPython(items[i]);
            if (item.IsNull)
            {
                writer.Path.At(i);
                item = writer.WriteOther(items[i]!);
            }
            writer.Pages.Made(item.Pointer);
            _ = CApi.PyList_InitItem(list, i, item.Steal());
        }
        writer.Leave();
        return list.Borrow().Own();
    }

    /// <summary>Writes what can only be enumerated.</summary>
    public static PyOwned WriteSequence(PyWriter writer, IEnumerable items)
    {
        using PyOwned list = CApi.PyList_New(0).OrThrow();
        writer.Enter(items);
        int index = 0;
        foreach (object? item in items)
        {
            writer.Path.At(index++);
            using PyOwned written = writer.Write(item);
            PyErrors.ThrowIfNegative(CApi.PyList_Append(list, written));
        }
        writer.Leave();
        return list.Borrow().Own();
    }

    /// <summary>An array of several dimensions as lists in lists.</summary>
    public static PyOwned WriteRectangle(PyWriter writer, Array items)
    {
        writer.Enter(items);
        PyOwned result = WriteRectangle(writer, items, new int[items.Rank], 0);
        writer.Leave();
        return result;
    }

    private static object?[] ReadLocked(PyReader reader, PyBorrowed list)
    {
        int count = checked((int)CApi.PyList_Size(list));
        if (count == 0)
        {
            return [];
        }
        reader.Enter(list);
        object?[] result = new object?[count];
        for (int i = 0; i < result.Length; i++)
        {
            PyBorrowed item = CApi.PyList_GetItem(list, i);
            if (item.IsNull)
            {
                CApi.PyErr_Clear();
                throw reader.Changed("list");
            }
            nint type = CApi.TypeOf(item);
            if (!reader.Converter.TryScalarFromPython(item, type, out object? value))
            {
                reader.Path.At(i);
                value = reader.ReadOwned(item, type);
                if (CApi.PyList_Size(list) != count)
                {
                    throw reader.Changed("list");
                }
            }
            result[i] = value;
            if ((i & 255) == 255 && count >= LargeList && value is not null)
            {
                FreshPages.Ahead(value);
            }
        }
        reader.Leave();
        return result;
    }

    private static PyOwned WriteRectangle(PyWriter writer, Array items, int[] place, int dimension)
    {
        int count = items.GetLength(dimension);
        using PyOwned list = CApi.PyList_New(count).OrThrow();
        for (int i = 0; i < count; i++)
        {
            place[dimension] = items.GetLowerBound(dimension) + i;
            PyOwned item = dimension == place.Length - 1 ? writer.Write(items.GetValue(place)) : WriteRectangle(writer, items, place, dimension + 1);
            _ = CApi.PyList_InitItem(list, i, item.Steal());
        }
        return list.Borrow().Own();
    }
}
