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

    internal override object? GetIndex(object?[] indexes)
    {
        if (indexes.Length > 1)
        {
            return Several(indexes);
        }
        object? index = Converter.Unwrap(indexes[0]);
        if (index is string text && Slice().Match(text) is { Success: true } slice)
        {
            return OnLoop(loop =>
            {
                using PyOwned key = MakeSlice(slice, loop);
                using PyOwned part = CApi.PyObject_GetItem(BorrowFor(loop), key).OrThrow();
                return Result(part, loop);
            });
        }
        return index is IList several and not PyObject ? Several(ToArray(several)) : base.GetIndex(indexes);
    }

    // One item of several dimensions, where Python has those; else several items, as of PowerShell's arrays.
    private object? Several(object?[] indexes)
    {
        try
        {
            return base.GetIndex(indexes);
        }
        catch (PyException error) when (error.Is("TypeError"))
        {
            return Array.ConvertAll(indexes, GetItem);
        }
    }

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

    int IList.IndexOf(object? value)
    {
        try
        {
            return (int)this.PyInvokeMethod("index", [value])!;
        }
        catch (PyException error) when (error.Is("ValueError"))
        {
            return -1;
        }
    }

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
