using System;
using System.Collections.Generic;
using PyAsync.CPython;
using PyAsync.Interpreters;

namespace PyAsync.Conversion;

/// <summary>
/// Python's str objects for the keys of dictionaries, which come again and again: Python then compares them by address
/// and hashes them once. Bounded; on a thread that holds the GIL.
/// </summary>
internal sealed class PyKeys
{
    private const int MostKeys = 2048;
    private const int LongestKey = 48;

    private const int Recent = 64;

    private readonly Dictionary<string, nint> _keys = [];

    // Rows have few keys, and the same ones: each has a place here by its length and its ends.
    private readonly (string? Text, nint Key)[] _recent = new (string?, nint)[Recent];

    /// <summary>The key as a str, owned.</summary>
    public PyOwned Get(string key)
    {
        if (key.Length is 0 or > LongestKey)
        {
            return PyText.ToPython(key).OrThrow();
        }
        ref (string? Text, nint Key) recent = ref _recent[(key.Length + (key[0] * 5) + (key[^1] * 7)) & (Recent - 1)];
        if (recent.Text == key)
        {
            return new PyBorrowed(recent.Key).Own();
        }
        PyOwned text = Find(key);
        recent = (key, text.Pointer);
        return text;
    }

    private PyOwned Find(string key)
    {
        if (_keys.TryGetValue(key, out nint known))
        {
            return new PyBorrowed(known).Own();
        }
        PyOwned text = PyText.ToPython(key).OrThrow();
        if (_keys.Count >= MostKeys)
        {
            Clear();
        }
        _keys.Add(key, text.Borrow().Own().Detach());
        return text;
    }

    private void Clear()
    {
        foreach (nint text in _keys.Values)
        {
            // Strings only, so no Python code runs.
            new PyOwned(text).Dispose();
        }
        _keys.Clear();
        Array.Clear(_recent);
    }
}
