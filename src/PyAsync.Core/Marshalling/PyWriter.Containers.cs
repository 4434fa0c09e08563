using System;
using System.Collections;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using PyAsync.Native;

namespace PyAsync.Marshalling;

// Lists, tuples, sets and dicts.
internal sealed unsafe partial class PyWriter
{
    // How many items are looked at together, to see whether they are numbers of one kind.
    private const int Batch = 1024;

    // What Python takes for an int of up to 30 bits.
    private const int NumberSize = 32;

    public PyOwned WriteItems(object?[] items) => WriteItems(items, items);

    public PyOwned WriteItems(object container, ReadOnlySpan<object?> items)
    {
        using PyOwned list = CPython.PyList_New(items.Length).OrThrow();
        if (items.Length == 0)
        {
            return list.Borrow().Own();
        }
        Enter(container);
        for (int start = 0; start < items.Length; start += Batch)
        {
            ReadOnlySpan<object?> some = items.Slice(start, Math.Min(Batch, items.Length - start));
            if (some.Length < Batch || !WriteNumbers(list, start, some))
            {
                WriteEach(list, start, some);
            }
        }
        Leave();
        return list.Borrow().Own();
    }

    private void WriteEach(PyBorrowed list, int start, ReadOnlySpan<object?> items)
    {
        for (int i = 0; i < items.Length; i++)
        {
            PyOwned item = converter.ScalarToPython(items[i]);
            if (item.IsNull)
            {
                _path.At(start + i);
                item = WriteOther(items[i]!);
            }
            _pages.Made(item.Pointer);
            _ = CPython.PyList_InitItem(list, start + i, item.Steal());
        }
    }

    // Numbers of one kind, through one call instead of one for each: Python makes a list of a buffer of them by itself.
    [SkipLocalsInit]
    private bool WriteNumbers(PyBorrowed list, int start, ReadOnlySpan<object?> items)
    {
        long* numbers = stackalloc long[Batch];
        bool whole = items[0] is int or long;
        if (!(whole ? Unbox(items, numbers) : Unbox(items, (double*)numbers)))
        {
            return false;
        }
        using PyOwned bytes = CPython.PyMemoryView_FromMemory((byte*)numbers, Batch * sizeof(long), PyBuffer.ForReading).OrThrow();
        using PyOwned view = CPython.CallMethod(bytes, new PyBorrowed(Interpreter.Names.Cast), new PyBorrowed(whole ? Interpreter.Names.Int64Code : Interpreter.Names.DoubleCode)).OrThrow();
        using PyOwned made = CPython.CallMethod(view, new PyBorrowed(Interpreter.Names.ToList)).OrThrow();
        PyErrors.ThrowIfNegative(CPython.PyList_SetSlice(list, start, start + Batch, made));
        _pages.Made(Batch, CPython.PyList_GetItem(list, start + Batch - 1).Pointer, Batch * NumberSize);
        return true;
    }

    private static bool Unbox(ReadOnlySpan<object?> items, long* numbers)
    {
        for (int i = 0; i < items.Length; i++)
        {
            object? item = items[i];
            if (item is int number)
            {
                numbers[i] = number;
            }
            else if (item is long large)
            {
                numbers[i] = large;
            }
            else
            {
                return false;
            }
        }
        return true;
    }

    private static bool Unbox(ReadOnlySpan<object?> items, double* numbers)
    {
        for (int i = 0; i < items.Length; i++)
        {
            if (items[i] is not double number)
            {
                return false;
            }
            numbers[i] = number;
        }
        return true;
    }

    public PyOwned WriteSequence(IEnumerable items)
    {
        using PyOwned list = CPython.PyList_New(0).OrThrow();
        Enter(items);
        int index = 0;
        foreach (object? item in items)
        {
            _path.At(index++);
            using PyOwned written = Write(item);
            PyErrors.ThrowIfNegative(CPython.PyList_Append(list, written));
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
        using PyOwned list = CPython.PyList_New(count).OrThrow();
        for (int i = 0; i < count; i++)
        {
            place[dimension] = items.GetLowerBound(dimension) + i;
            PyOwned item = dimension == place.Length - 1 ? Write(items.GetValue(place)) : WriteRectangle(items, place, dimension + 1);
            _ = CPython.PyList_InitItem(list, i, item.Steal());
        }
        return list.Borrow().Own();
    }

    public PyOwned WriteTuple(ITuple items)
    {
        using PyOwned tuple = CPython.PyTuple_New(items.Length).OrThrow();
        Enter(items);
        for (int i = 0; i < items.Length; i++)
        {
            _path.At(i);
            PyOwned item = Write(items[i]);
            _ = CPython.PyTuple_InitItem(tuple, i, item.Steal());
        }
        Leave();
        return tuple.Borrow().Own();
    }

    public PyOwned WritePair(object? key, object? value) => WriteTuple((key, value));

    public PyOwned WriteSet(IEnumerable items)
    {
        using PyOwned set = CPython.PySet_New(default).OrThrow();
        Enter(items);
        int index = 0;
        foreach (object? item in items)
        {
            _path.At(index++);
            using PyOwned written = WriteKey(item);
            PyErrors.ThrowIfNegative(CPython.PySet_Add(set, written));
        }
        Leave();
        return set.Borrow().Own();
    }

    public PyOwned WriteDictionary(Dictionary<string, object?> dictionary)
    {
        using PyOwned dict = CPython.PyDict_New().OrThrow();
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
        using PyOwned dict = CPython.PyDict_New().OrThrow();
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
        using PyOwned dict = CPython.PyDict_New().OrThrow();
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
        int result = CPython.PyDict_SetItem(dict, writtenKey, item);
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
            using PyOwned tuple = CPython.PyTuple_New(items.Length).OrThrow();
            Enter(items);
            for (int i = 0; i < items.Length; i++)
            {
                _path.At(i);
                PyOwned item = WriteKey(items[i]);
                _ = CPython.PyTuple_InitItem(tuple, i, item.Steal());
            }
            Leave();
            return tuple.Borrow().Own();
        }
        return Write(key);
    }

    private static PyOwned WriteBytes(byte[] bytes)
    {
        fixed (byte* data = bytes)
        {
            return CPython.PyBytes_FromStringAndSize(data, bytes.Length).OrThrow();
        }
    }
}
