using System.Collections.Generic;
using PyAsync.Native;

namespace PyAsync.Marshalling;

/// <summary>
/// Python's str objects for the keys of dictionaries, which come again and again: Python then compares them by address
/// and hashes them once. Bounded; on a thread that holds the GIL.
/// </summary>
internal sealed class PyKeys
{
    private const int MostKeys = 2048;
    private const int LongestKey = 48;

    private readonly Dictionary<string, nint> _keys = [];

    /// <summary>The key as a str, owned.</summary>
    public PyOwned Get(string key)
    {
        if (_keys.TryGetValue(key, out nint known))
        {
            return new PyBorrowed(known).Own();
        }
        PyOwned text = PyText.ToPython(key).OrThrow();
        if (key.Length <= LongestKey)
        {
            if (_keys.Count >= MostKeys)
            {
                Clear();
            }
            _keys.Add(key, text.Borrow().Own().Detach());
        }
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
    }
}
