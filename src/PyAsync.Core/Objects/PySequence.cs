using System;
using System.Collections;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;
using PyAsync.CPython;
using PyAsync.Interpreters;

namespace PyAsync.Objects;

/// <summary>
/// A live Python list or other sequence: what is written to it is written in Python. An index may be negative, or a slice
/// as Python writes it (<c>$list['1:3']</c>).
/// </summary>
[SuppressMessage("Design", "CA1010", Justification = "Languages ask for the collections without types.")]
[SuppressMessage("Naming", "CA1710", Justification = "Python's name for it.")]
public sealed partial class PySequence : PyIterable, IList
{
    internal PySequence(PyInterpreter interpreter, IPyScheduler? loop, PyBorrowed value, string typeName, PyConversion conversion)
        : base(interpreter, loop, value, typeName, conversion, inBulk: true)
    {
    }

    /// <summary>Python's <c>len()</c>.</summary>
    public int Count => OnLoop(Length);

    bool IList.IsFixedSize => false;

    bool IList.IsReadOnly => false;

    bool ICollection.IsSynchronized => false;

    object ICollection.SyncRoot => this;

    object? IList.this[int index]
    {
        get => GetItem(index);
        set => SetItem(index, value);
    }

    internal override object? GetIndex(object?[] indexes) => OnLoop(loop =>
    {
        object?[] keys = indexes.Length == 1 && Converter.Unwrap(indexes[0]) is IList list and not PyObject ? ToArray(list) : indexes;
        if (keys.Length == 1)
        {
            return Read(loop, keys[0]);
        }
        // One item of several dimensions, where Python has those; else several items, as of PowerShell's arrays.
        using (PyOwned key = Key(loop, keys))
        using (PyOwned value = CApi.PyObject_GetItem(BorrowFor(loop), key))
        {
            if (!value.IsNull)
            {
                return Array.Exists(keys, IsSlice) ? Result(value, loop) : Convert(value, loop);
            }
        }
        if (CApi.PyErr_ExceptionMatches(CApi.Exception("PyExc_TypeError")) == 0)
        {
            PyErrors.Throw();
        }
        CApi.PyErr_Clear();
        return Array.ConvertAll(keys, key => Read(loop, key));
    });

    internal override void SetIndex(object?[] indexes, object? value) => OnLoop(loop =>
    {
        using PyOwned key = Key(loop, indexes);
        using PyOwned item = Converter.ToPython(value, loop);
        PyErrors.ThrowIfNegative(CApi.PyObject_SetItem(BorrowFor(loop), key, item));
        return true;
    });

    int IList.Add(object? value)
    {
        this.PyInvokeMethod("append", [value]);
        return Count - 1;
    }

    void IList.Clear() => this.PyInvokeMethod("clear", []);

    bool IList.Contains(object? value) => OnLoop(loop =>
    {
        using PyOwned item = Converter.ToPython(value, loop);
        using PyOwned found = CApi.Call(new PyBorrowed(Interpreter.Operators.Contains), BorrowFor(loop), item).OrThrow();
        return found.Pointer == Interpreter.True;
    });

    int IList.IndexOf(object? value) => OnLoop(loop =>
    {
        using PyOwned name = PyText.ToPython("index").OrThrow();
        using PyOwned method = CApi.PyObject_GetAttr(BorrowFor(loop), name).OrThrow();
        using PyOwned item = Converter.ToPython(value, loop);
        using PyOwned index = CApi.Call(method, item);
        if (index.IsNull && CApi.PyErr_ExceptionMatches(CApi.Exception("PyExc_ValueError")) != 0)
        {
            CApi.PyErr_Clear();
            return -1;
        }
        return PyInt.ToInt32(index.OrThrow());
    });

    void IList.Insert(int index, object? value) => this.PyInvokeMethod("insert", [index, value]);

    void IList.Remove(object? value)
    {
        if (((IList)this).Contains(value))
        {
            this.PyInvokeMethod("remove", [value]);
        }
    }

    void IList.RemoveAt(int index) => this.PyInvokeMethod("pop", [index]);

    void ICollection.CopyTo(Array array, int index)
    {
        foreach (object? item in (IEnumerable<object?>)this)
        {
            array.SetValue(item, index++);
        }
    }

    private static object?[] ToArray(IList list)
    {
        object?[] items = new object?[list.Count];
        list.CopyTo(items, 0);
        return items;
    }

    // What a slice gives is new, so a value; an item is the sequence's own.
    private object? Read(IPyScheduler? loop, object? index)
    {
        using PyOwned key = Key(loop, [index]);
        using PyOwned value = CApi.PyObject_GetItem(BorrowFor(loop), key).OrThrow();
        return IsSlice(index) ? Result(value, loop) : Convert(value, loop);
    }

    // Python's index: several are a tuple.
    private PyOwned Key(IPyScheduler? loop, object?[] indexes)
    {
        if (indexes.Length == 1)
        {
            return Converter.Unwrap(indexes[0]) is string text && Slice().Match(text) is { Success: true } slice
                ? MakeSlice(slice, loop)
                : Converter.ToPython(indexes[0], loop);
        }
        PyOwned tuple = CApi.PyTuple_New(indexes.Length).OrThrow();
        try
        {
            for (int i = 0; i < indexes.Length; i++)
            {
                _ = CApi.PyTuple_InitItem(tuple, i, Key(loop, [indexes[i]]).Steal());
            }
            return tuple;
        }
        catch
        {
            tuple.Dispose();
            throw;
        }
    }

    private bool IsSlice(object? index) => Converter.Unwrap(index) is string text && Slice().IsMatch(text);

    private PyOwned MakeSlice(Match slice, IPyScheduler? loop)
    {
        using PyOwned start = Bound(slice.Groups[1], loop);
        using PyOwned stop = Bound(slice.Groups[2], loop);
        using PyOwned step = Bound(slice.Groups[3], loop);
        return CApi.Call(new PyBorrowed(Interpreter.Operators.Slice), start, stop, step).OrThrow();
    }

    private PyOwned Bound(Group part, IPyScheduler? loop) =>
        Converter.ToPython(part.Length == 0 ? null : int.Parse(part.Value, CultureInfo.InvariantCulture), loop);

    [GeneratedRegex(@"^(-?\d{1,9})?:(-?\d{1,9})?(?::(-?\d{1,9})?)?$")]
    private static partial Regex Slice();
}
