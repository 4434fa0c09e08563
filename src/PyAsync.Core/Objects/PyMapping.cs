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
        get => GetIndex([key]);
        set => SetItem(key, value);
    }

    /// <summary>Whether there is such a key.</summary>
    public bool ContainsKey(object key) => OnLoop(loop =>
    {
        using PyOwned index = Converter.ToPython(key, loop);
        return IsKey(loop, index);
    });

    // As of the languages' own dictionaries: null where there is no such key, and several keys are several values. What
    // Python's class makes of a missing key counts, as defaultdict's does.
    internal override object? GetIndex(object?[] indexes) => OnLoop(loop =>
    {
        bool isList = indexes.Length == 1 && Converter.Unwrap(indexes[0]) is Array;
        object?[] keys = isList ? [.. (Array)Converter.Unwrap(indexes[0])!] : indexes;
        // A tuple can be a key.
        object? only = isList ? Missing : Lookup(loop, keys.Length == 1 ? keys[0] : new PyTupleArguments(keys));
        if (!ReferenceEquals(only, Missing))
        {
            return only;
        }
        return keys.Length == 1 && !isList ? null : Array.ConvertAll(keys, key => Lookup(loop, key) is { } value && !ReferenceEquals(value, Missing) ? value : null);
    });

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

    bool IDictionary.Contains(object key) => ContainsKey(key);

    void IDictionary.Add(object key, object? value)
    {
        if (ContainsKey(key))
        {
            throw new ArgumentException($"The Python {PyTypeName} has the key '{key}' already.");
        }
        SetItem(key, value);
    }

    void IDictionary.Clear() => this.PyInvokeMethod("clear", []);

    void IDictionary.Remove(object key) => OnLoop(loop =>
    {
        using PyOwned item = Converter.ToPython(key, loop);
        if (IsKey(loop, item))
        {
            PyErrors.ThrowIfNegative(CApi.PyObject_DelItem(BorrowFor(loop), item));
        }
        return true;
    });

    IDictionaryEnumerator IDictionary.GetEnumerator() => Snapshot().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator()
    {
        try
        {
            return Snapshot().GetEnumerator();
        }
        catch (Exception error) when (IsOnlyShown(error))
        {
            return new[] { PyRepr }.GetEnumerator();
        }
    }

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

    // An item; Missing where there is none.
    private object? Lookup(IPyScheduler? loop, object? key)
    {
        using PyOwned index = Converter.ToPython(key, loop);
        using PyOwned value = CApi.PyObject_GetItem(BorrowFor(loop), index);
        if (!value.IsNull)
        {
            return Convert(value, loop);
        }
        if (CApi.PyErr_ExceptionMatches(CApi.Exception("PyExc_KeyError")) == 0)
        {
            PyErrors.Throw();
        }
        CApi.PyErr_Clear();
        if (!IsKey(loop, index))
        {
            return Missing;
        }
        // The key is there: the error is one of the class's own code.
        using PyOwned again = CApi.PyObject_GetItem(BorrowFor(loop), index).OrThrow();
        return Convert(again, loop);
    }

    private bool IsKey(IPyScheduler? loop, PyBorrowed key)
    {
        using PyOwned found = CApi.Call(new PyBorrowed(Interpreter.Operators.Contains), BorrowFor(loop), key).OrThrow();
        return found.Pointer == Interpreter.True;
    }

    private string? FindKey(IPyScheduler? loop, string name, bool ignoreCase)
    {
        using PyOwned key = PyText.ToPython(name).OrThrow();
        return IsKey(loop, key) ? name : ignoreCase ? PyAttributes.OnlyOne(TextKeys(loop), name) : null;
    }

    private List<string> TextKeys(IPyScheduler? loop)
    {
        using PyOwned keys = CApi.Call(new PyBorrowed(Interpreter.Types.List), BorrowFor(loop)).OrThrow();
        return PyAttributes.Texts(keys);
    }
}
