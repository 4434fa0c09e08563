using System;
using System.Collections;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using PyAsync.CPython;
using PyAsync.Interpreters;

namespace PyAsync.Conversion;

/// <summary>
/// dict ↔ a record or a dictionary. A dict is read in two rounds: the first reads keys and scalars and runs no Python code,
/// so nothing can change the dict meanwhile; the second reads what the first has put aside and owns.
/// </summary>
internal static class DictValues
{
    // Dicts of more keys have no shape that would come again.
    private const int LargestShape = 64;

    /// <summary>A dict as a record or a dictionary.</summary>
    /// <param name="reader">The conversion.</param>
    /// <param name="dict">The dict, or an instance of a class derived from it.</param>
    /// <param name="typeName">The class's name where the dict stands for an object of that class.</param>
    public static object Read(PyReader reader, PyBorrowed dict, string? typeName)
    {
        CriticalSection section = default;
        section.Enter(dict);
        try
        {
            return ReadLocked(reader, dict, typeName);
        }
        finally
        {
            section.Leave();
        }
    }

    /// <summary>Writes a dictionary of the commonest kind.</summary>
    public static PyOwned Write(PyWriter writer, Dictionary<string, object?> dictionary)
    {
        using PyOwned dict = CApi.PyDict_New().OrThrow();
        writer.Enter(dictionary);
        foreach ((string key, object? value) in dictionary)
        {
            Add(writer, dict, key, value);
        }
        writer.Leave();
        return dict.Borrow().Own();
    }

    /// <summary>Writes any other dictionary.</summary>
    public static PyOwned Write(PyWriter writer, IDictionary dictionary)
    {
        using PyOwned dict = CApi.PyDict_New().OrThrow();
        writer.Enter(dictionary);
        IDictionaryEnumerator entries = dictionary.GetEnumerator();
        try
        {
            while (entries.MoveNext())
            {
                Add(writer, dict, entries.Key, entries.Value);
            }
        }
        finally
        {
            (entries as IDisposable)?.Dispose();
        }
        writer.Leave();
        return dict.Borrow().Own();
    }

    /// <summary>Writes what is a dictionary by its pairs only.</summary>
    public static PyOwned WritePairs<TKey, TValue>(PyWriter writer, IEnumerable<KeyValuePair<TKey, TValue>> pairs)
    {
        using PyOwned dict = CApi.PyDict_New().OrThrow();
        writer.Enter(pairs);
        foreach (KeyValuePair<TKey, TValue> pair in pairs)
        {
            Add(writer, dict, pair.Key, pair.Value);
        }
        writer.Leave();
        return dict.Borrow().Own();
    }

    [SkipLocalsInit]
    private static object ReadLocked(PyReader reader, PyBorrowed dict, string? typeName)
    {
        int count = checked((int)CApi.PyDict_Size(dict));
        if (count == 0)
        {
            return reader.Named([], [], true, typeName);
        }
        reader.Enter(dict);
        Span<nint> keys = count <= LargestShape ? stackalloc nint[2 * LargestShape] : new nint[2 * count];
        object result = ReadFields(reader, dict, keys[..count], keys.Slice(count, count), typeName);
        reader.Leave();
        return result;
    }

    private static object ReadFields(PyReader reader, PyBorrowed dict, Span<nint> keys, Span<nint> waiting, string? typeName)
    {
        int count = keys.Length;
        object?[] values = new object?[count];
        nint position = 0;
        nint str = reader.Interpreter.Types.Str;
        int owned = 0;
        int i = 0;
        PyShape shape;
        try
        {
            for (; i < count; i++)
            {
                if (!CApi.PyDict_Next(dict, ref position, out PyBorrowed key, out PyBorrowed item) || CApi.TypeOf(key) != str)
                {
                    Release(waiting[..i]);
                    return ReadItems(reader, dict, typeName);
                }
                keys[i] = key.Pointer;
                waiting[i] = 0;
                if (!reader.Converter.TryScalarFromPython(item, CApi.TypeOf(item), out values[i]))
                {
                    waiting[i] = item.Own().Detach();
                    owned++;
                }
            }
            shape = count <= LargestShape ? reader.Converter.Shapes.Find(keys) : PyShape.Of(keys);
        }
        catch
        {
            // A key or a string that is no Unicode. Where ReadItems threw, there are none any more.
            Release(waiting[..i]);
            throw;
        }
        if (owned > 0)
        {
            ReadWaiting(reader, shape.Names, values, waiting);
        }
        return reader.Named(shape.Names, values, shape.IsRecord, typeName);
    }

    private static void ReadWaiting(PyReader reader, string[] names, object?[] values, Span<nint> waiting)
    {
        int i = 0;
        try
        {
            for (; i < values.Length; i++)
            {
                if (waiting[i] != 0)
                {
                    using PyOwned own = new(waiting[i]);
                    waiting[i] = 0;
                    reader.Path.At(names[i]);
                    values[i] = reader.ReadOther(own, CApi.TypeOf(own));
                }
            }
        }
        finally
        {
            Release(waiting);
        }
    }

    private static void Release(Span<nint> owned)
    {
        for (int i = 0; i < owned.Length; i++)
        {
            new PyOwned(owned[i]).Dispose();
            owned[i] = 0;
        }
    }

    // Keys of any kind, over a copy of the items: reading a key may run Python code.
    private static object ReadItems(PyReader reader, PyBorrowed dict, string? typeName)
    {
        using PyOwned items = CApi.PyDict_Items(dict).OrThrow();
        int count = (int)CApi.PyList_Size(items);
        object?[] keys = new object?[count];
        object?[] values = new object?[count];
        bool allText = true;
        for (int i = 0; i < count; i++)
        {
            PyBorrowed pair = CApi.PyList_GetItem(items, i);
            keys[i] = reader.Read(CApi.PyTuple_GetItem(pair, 0));
            allText &= keys[i] is string;
            reader.Path.At(keys[i]);
            values[i] = reader.Read(CApi.PyTuple_GetItem(pair, 1));
        }
        if (allText)
        {
            string[] names = Array.ConvertAll(keys, key => (string)key!);
            return reader.Named(names, values, PyShape.CanBeRecord(names), typeName);
        }
        Dictionary<object, object?> result = new(count, PyKeyComparer.Instance);
        for (int i = 0; i < count; i++)
        {
            // .NET's dictionaries have no null key; DBNull goes back to Python as None.
            result[keys[i] ?? DBNull.Value] = values[i];
        }
        return result;
    }

    private static void Add(PyWriter writer, PyBorrowed dict, object? key, object? value)
    {
        if (key is string text)
        {
            PyOwned name = writer.Converter.Keys.Get(text);
            try
            {
                Add(writer, dict, name, key, value);
            }
            finally
            {
                name.DisposeQuietly();
            }
        }
        else
        {
            using PyOwned writtenKey = TupleValues.WriteKey(writer, key);
            Add(writer, dict, writtenKey, key, value);
        }
    }

    private static void Add(PyWriter writer, PyBorrowed dict, PyBorrowed writtenKey, object? key, object? value)
    {
        PyOwned item = writer.Converter.ScalarToPython(value);
        if (item.IsNull)
        {
            writer.Path.At(key);
            item = writer.WriteOther(value!);
        }
        writer.Pages.Made(item.Pointer);
        int result = CApi.PyDict_SetItem(dict, writtenKey, item);
        if (result < 0)
        {
            item.Dispose();
            PyErrors.Throw();
        }
        // The dict keeps it.
        item.DisposeQuietly();
    }
}
