using System;
using System.Collections.Generic;
using System.Collections.Specialized;
using System.Runtime.CompilerServices;
using PyAsync.CPython;
using PyAsync.Interpreters;

namespace PyAsync.Conversion;

// dicts: records or dictionaries. Two rounds: the first reads keys and scalars and runs no Python code, so nothing can
// change the dict meanwhile; the second reads what the first has put aside and owns.
internal sealed partial class PyReader
{
    // Dicts of more keys have no shape that would come again.
    private const int LargestShape = 64;

    /// <summary>A dict as a record or a dictionary.</summary>
    /// <param name="dict">The dict, or an instance of a class derived from it.</param>
    /// <param name="typeName">The class's name where the dict stands for an object of that class.</param>
    public object ReadDict(PyBorrowed dict, string? typeName)
    {
        CriticalSection section = default;
        section.Enter(dict);
        try
        {
            return ReadLockedDict(dict, typeName);
        }
        finally
        {
            section.Leave();
        }
    }

    [SkipLocalsInit]
    private object ReadLockedDict(PyBorrowed dict, string? typeName)
    {
        int count = checked((int)CApi.PyDict_Size(dict));
        if (count == 0)
        {
            return Named([], [], true, typeName);
        }
        Enter(dict);
        Span<nint> keys = count <= LargestShape ? stackalloc nint[2 * LargestShape] : new nint[2 * count];
        object result = ReadDict(dict, keys[..count], keys.Slice(count, count), typeName);
        Leave();
        return result;
    }

    private object ReadDict(PyBorrowed dict, Span<nint> keys, Span<nint> waiting, string? typeName)
    {
        int count = keys.Length;
        object?[] values = new object?[count];
        nint position = 0;
        nint str = Interpreter.Types.Str;
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
                    return ReadItems(dict, typeName);
                }
                keys[i] = key.Pointer;
                waiting[i] = 0;
                if (!converter.TryScalarFromPython(item, CApi.TypeOf(item), out values[i]))
                {
                    waiting[i] = item.Own().Detach();
                    owned++;
                }
            }
            shape = count <= LargestShape ? converter.Shapes.Find(keys) : PyShape.Of(keys);
        }
        catch
        {
            // A key or a string that is no Unicode. Where ReadItems threw, there are none any more.
            Release(waiting[..i]);
            throw;
        }
        if (owned > 0)
        {
            ReadWaiting(shape.Names, values, waiting);
        }
        return Named(shape.Names, values, shape.IsRecord, typeName);
    }

    private void ReadWaiting(string[] names, object?[] values, Span<nint> waiting)
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
                    _path.At(names[i]);
                    values[i] = ReadOther(own, CApi.TypeOf(own));
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
    private object ReadItems(PyBorrowed dict, string? typeName)
    {
        using PyOwned items = CApi.PyDict_Items(dict).OrThrow();
        int count = (int)CApi.PyList_Size(items);
        object?[] keys = new object?[count];
        object?[] values = new object?[count];
        bool allText = true;
        for (int i = 0; i < count; i++)
        {
            PyBorrowed pair = CApi.PyList_GetItem(items, i);
            keys[i] = Read(CApi.PyTuple_GetItem(pair, 0));
            allText &= keys[i] is string;
            _path.At(keys[i]);
            values[i] = Read(CApi.PyTuple_GetItem(pair, 1));
        }
        if (allText)
        {
            string[] names = Array.ConvertAll(keys, key => (string)key!);
            return Named(names, values, PyShape.CanBeRecord(names), typeName);
        }
        Dictionary<object, object?> result = new(count, PyKeyComparer.Instance);
        for (int i = 0; i < count; i++)
        {
            // .NET's dictionaries have no null key; DBNull goes back to Python as None.
            result[keys[i] ?? DBNull.Value] = values[i];
        }
        return result;
    }

    /// <summary>Named values as a record or a dictionary.</summary>
    /// <param name="names">The names.</param>
    /// <param name="values">Their values, for the result to keep.</param>
    /// <param name="canBeRecord">Whether the names can be a record's.</param>
    /// <param name="typeName">The class that they are the fields of, or null for a dict.</param>
    public object Named(string[] names, object?[] values, bool canBeRecord, string? typeName)
    {
        if (Conversion.Records is { } records && !Conversion.AsHashtable && canBeRecord)
        {
            return records.Create(names, values, typeName);
        }
        OrderedDictionary result = new(values.Length, StringComparer.Ordinal);
        for (int i = 0; i < values.Length; i++)
        {
            // Not by Add: keys of different Python classes may be the same text.
            result[names[i]] = values[i];
        }
        return result;
    }
}
