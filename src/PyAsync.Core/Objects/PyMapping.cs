using System;
using System.Collections;
using System.Collections.Generic;
using System.Collections.Specialized;
using System.Diagnostics.CodeAnalysis;
using PyAsync.CPython;
using PyAsync.Interpreters;

namespace PyAsync.Objects;

/// <summary>
/// A live Python dict or other mapping: its keys are members as those of a hashtable are, and what is written to it is
/// written in Python.
/// </summary>
[SuppressMessage("Design", "CA1010", Justification = "Languages ask for the collections without types.")]
[SuppressMessage("Naming", "CA1710", Justification = "Python's name for it.")]
public sealed class PyMapping : PyObject, IDictionary
{
    internal PyMapping(PyInterpreter interpreter, IPyScheduler? loop, PyBorrowed value, string typeName, PyConversion conversion)
        : base(interpreter, loop, value, typeName, conversion)
    {
    }

    /// <summary>Python's <c>len()</c>.</summary>
    public int Count => OnLoop(Length);

    /// <summary>The keys, as they are now.</summary>
    public ICollection Keys => Snapshot().Keys;

    /// <summary>The values, as they are now.</summary>
    public ICollection Values => Snapshot().Values;

    bool IDictionary.IsFixedSize => false;

    bool IDictionary.IsReadOnly => false;

    bool ICollection.IsSynchronized => false;

    object ICollection.SyncRoot => this;

    object? IDictionary.this[object key]
    {
        get => ((IDictionary)this).Contains(key) ? GetItem(key) : null;
        set => SetItem(key, value);
    }

    internal override bool TryGetMember(string name, bool ignoreCase, out object? result)
    {
        bool isOwn = name.ToUpperInvariant() is "COUNT" or "KEYS" or "VALUES";
        return Found(
            OnLoop(loop =>
            {
                if (FindKey(loop, name, ignoreCase) is { } key)
                {
                    using PyOwned text = PyText.ToPython(key).OrThrow();
                    using PyOwned value = CApi.PyObject_GetItem(BorrowFor(loop), text).OrThrow();
                    return Convert(value, loop);
                }
                return isOwn ? Missing : GetMember(loop, name, ignoreCase);
            }),
            out result);
    }

    internal override void SetMember(string name, bool ignoreCase, object? value) => OnLoop(loop =>
    {
        using PyOwned key = PyText.ToPython(FindKey(loop, name, ignoreCase) ?? name).OrThrow();
        using PyOwned item = Converter.ToPython(value, loop);
        PyErrors.ThrowIfNegative(CApi.PyObject_SetItem(BorrowFor(loop), key, item));
        return true;
    });

    internal override IEnumerable<string> MemberNames() => [.. Look(TextKeys), .. base.MemberNames()];

    bool IDictionary.Contains(object key) => OnLoop(loop =>
    {
        using PyOwned item = Converter.ToPython(key, loop);
        using PyOwned found = CApi.Call(new PyBorrowed(Interpreter.Operators.Contains), BorrowFor(loop), item).OrThrow();
        return found.Pointer == Interpreter.True;
    });

    void IDictionary.Add(object key, object? value)
    {
        if (((IDictionary)this).Contains(key))
        {
            throw new ArgumentException($"The Python {PyTypeName} has the key '{key}' already.");
        }
        SetItem(key, value);
    }

    void IDictionary.Clear() => this.PyInvokeMethod("clear", []);

    void IDictionary.Remove(object key) => OnLoop(loop =>
    {
        using PyOwned item = Converter.ToPython(key, loop);
        PyErrors.ThrowIfNegative(CApi.PyObject_DelItem(BorrowFor(loop), item));
        return true;
    });

    IDictionaryEnumerator IDictionary.GetEnumerator() => Snapshot().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => Snapshot().GetEnumerator();

    void ICollection.CopyTo(Array array, int index) => Snapshot().CopyTo(array, index);

    // Keys and values at one moment; values that can be changed are live.
    private OrderedDictionary Snapshot() => OnLoop(loop =>
    {
        using PyOwned dict = CApi.Call(new PyBorrowed(Interpreter.Types.Dict), BorrowFor(loop)).OrThrow();
        using PyOwned items = CApi.PyDict_Items(dict).OrThrow();
        int count = (int)CApi.PyList_Size(items);
        OrderedDictionary result = new(count);
        for (int i = 0; i < count; i++)
        {
            PyBorrowed pair = CApi.PyList_GetItem(items, i);
            object key = Result(CApi.PyTuple_GetItem(pair, 0), loop) ?? DBNull.Value;
            result[key] = Convert(CApi.PyTuple_GetItem(pair, 1), loop);
        }
        return result;
    });

    private string? FindKey(IPyScheduler? loop, string name, bool ignoreCase)
    {
        using PyOwned key = PyText.ToPython(name).OrThrow();
        using PyOwned found = CApi.Call(new PyBorrowed(Interpreter.Operators.Contains), BorrowFor(loop), key).OrThrow();
        return found.Pointer == Interpreter.True ? name : ignoreCase ? PyAttributes.OnlyOne(TextKeys(loop), name) : null;
    }

    private List<string> TextKeys(IPyScheduler? loop)
    {
        using PyOwned keys = CApi.Call(new PyBorrowed(Interpreter.Types.List), BorrowFor(loop)).OrThrow();
        return PyAttributes.Texts(keys);
    }
}
