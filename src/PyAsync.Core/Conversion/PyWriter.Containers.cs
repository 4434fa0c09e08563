using System;
using System.Collections;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using PyAsync.CPython;
using PyAsync.Interpreters;

namespace PyAsync.Conversion;

// Lists, tuples, sets and dicts.
internal sealed partial class PyWriter
{
    public PyOwned WriteItems(object?[] items) => WriteItems(items, items);

    public PyOwned WriteItems(object container, ReadOnlySpan<object?> items)
    {
        using PyOwned list = CApi.PyList_New(items.Length).OrThrow();
        if (items.Length == 0)
        {
            return list.Borrow().Own();
        }
        Enter(container);
        for (int i = 0; i < items.Length; i++)
        {
            PyOwned item = converter.ScalarToPython(items[i]);
            if (item.IsNull)
            {
                _path.At(i);
                item = WriteOther(items[i]!);
            }
            _pages.Made(item.Pointer);
            _ = CApi.PyList_InitItem(list, i, item.Steal());
        }
        Leave();
        return list.Borrow().Own();
    }

    public PyOwned WriteSequence(IEnumerable items)
    {
        using PyOwned list = CApi.PyList_New(0).OrThrow();
        Enter(items);
        int index = 0;
        foreach (object? item in items)
        {
            _path.At(index++);
            using PyOwned written = Write(item);
            PyErrors.ThrowIfNegative(CApi.PyList_Append(list, written));
        }
        Leave();
        return list.Borrow().Own();
    }

    /// <summary>An array of several dimensions as lists in lists.</summary>
    public PyOwned WriteRectangle(Array items)
    {
        Enter(items);
        PyOwned result = WriteRectangle(items, new int[items.Rank], 0);
        Leave();
        return result;
    }

    private PyOwned WriteRectangle(Array items, int[] place, int dimension)
    {
        int count = items.GetLength(dimension);
        using PyOwned list = CApi.PyList_New(count).OrThrow();
        for (int i = 0; i < count; i++)
        {
            place[dimension] = items.GetLowerBound(dimension) + i;
            PyOwned item = dimension == place.Length - 1 ? Write(items.GetValue(place)) : WriteRectangle(items, place, dimension + 1);
            _ = CApi.PyList_InitItem(list, i, item.Steal());
        }
        return list.Borrow().Own();
    }

    public PyOwned WriteTuple(ITuple items)
    {
        using PyOwned tuple = CApi.PyTuple_New(items.Length).OrThrow();
        Enter(items);
        for (int i = 0; i < items.Length; i++)
        {
            _path.At(i);
            PyOwned item = Write(items[i]);
            _ = CApi.PyTuple_InitItem(tuple, i, item.Steal());
        }
        Leave();
        return tuple.Borrow().Own();
    }

    public PyOwned WritePair(object? key, object? value) => WriteTuple((key, value));

    public PyOwned WriteSet(IEnumerable items)
    {
        using PyOwned set = CApi.PySet_New(default).OrThrow();
        Enter(items);
        int index = 0;
        foreach (object? item in items)
        {
            _path.At(index++);
            using PyOwned written = WriteKey(item);
            PyErrors.ThrowIfNegative(CApi.PySet_Add(set, written));
        }
        Leave();
        return set.Borrow().Own();
    }

    public PyOwned WriteDictionary(Dictionary<string, object?> dictionary)
    {
        using PyOwned dict = CApi.PyDict_New().OrThrow();
        Enter(dictionary);
        foreach ((string key, object? value) in dictionary)
        {
            Add(dict, key, value);
        }
        Leave();
        return dict.Borrow().Own();
    }

    public PyOwned WriteDictionary(IDictionary dictionary)
    {
        using PyOwned dict = CApi.PyDict_New().OrThrow();
        Enter(dictionary);
        IDictionaryEnumerator entries = dictionary.GetEnumerator();
        try
        {
            while (entries.MoveNext())
            {
                Add(dict, entries.Key, entries.Value);
            }
        }
        finally
        {
            (entries as IDisposable)?.Dispose();
        }
        Leave();
        return dict.Borrow().Own();
    }

    public PyOwned WritePairs<TKey, TValue>(IEnumerable<KeyValuePair<TKey, TValue>> pairs)
    {
        using PyOwned dict = CApi.PyDict_New().OrThrow();
        Enter(pairs);
        foreach (KeyValuePair<TKey, TValue> pair in pairs)
        {
            Add(dict, pair.Key, pair.Value);
        }
        Leave();
        return dict.Borrow().Own();
    }

    private void Add(PyBorrowed dict, object? key, object? value)
    {
        if (key is string text)
        {
            PyOwned name = converter.Keys.Get(text);
            try
            {
                Add(dict, name, key, value);
            }
            finally
            {
                name.DisposeQuietly();
            }
        }
        else
        {
            using PyOwned writtenKey = WriteKey(key);
            Add(dict, writtenKey, key, value);
        }
    }

    private void Add(PyBorrowed dict, PyBorrowed writtenKey, object? key, object? value)
    {
        PyOwned item = converter.ScalarToPython(value);
        if (item.IsNull)
        {
            _path.At(key);
            item = WriteOther(value!);
        }
        _pages.Made(item.Pointer);
        int result = CApi.PyDict_SetItem(dict, writtenKey, item);
        if (result < 0)
        {
            item.Dispose();
            PyErrors.Throw();
        }
        // The dict keeps it.
        item.DisposeQuietly();
    }

    // Python needs keys that can be hashed: an array, which is what a tuple became on its way here, is a tuple again.
    private PyOwned WriteKey(object? key)
    {
        if (key is object?[] items)
        {
            using PyOwned tuple = CApi.PyTuple_New(items.Length).OrThrow();
            Enter(items);
            for (int i = 0; i < items.Length; i++)
            {
                _path.At(i);
                PyOwned item = WriteKey(items[i]);
                _ = CApi.PyTuple_InitItem(tuple, i, item.Steal());
            }
            Leave();
            return tuple.Borrow().Own();
        }
        return Write(key);
    }

    private static PyOwned WriteBytes(byte[] bytes) => CApi.NewBytes(bytes).OrThrow();
}
