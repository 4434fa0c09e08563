using System;
using System.Collections.Generic;
using PyAsync.CPython;
using PyAsync.Interpreters;

namespace PyAsync.Conversion;

/// <summary>The names of a dict's keys or an object's fields, in order.</summary>
internal sealed class PyShape
{
    private PyShape(string[] names)
    {
        Names = names;
        IsRecord = CanBeRecord(names);
    }

    /// <summary>The names.</summary>
    public string[] Names { get; }

    /// <summary>Whether they can be a record's: none is empty, and no two differ only in case.</summary>
    public bool IsRecord { get; }

    public static PyShape Of(string[] names) => new(names);

    /// <summary>Reads the names from exact str objects.</summary>
    public static PyShape Of(ReadOnlySpan<nint> keys)
    {
        string[] names = new string[keys.Length];
        for (int i = 0; i < names.Length; i++)
        {
            names[i] = PyText.FromPython(new PyBorrowed(keys[i]));
        }
        return new PyShape(names);
    }

    public static bool CanBeRecord(string[] names)
    {
        HashSet<string> seen = new(names.Length, StringComparer.OrdinalIgnoreCase);
        foreach (string name in names)
        {
            if (name.Length == 0 || !seen.Add(name))
            {
                return false;
            }
        }
        return true;
    }
}

/// <summary>
/// The shapes seen lately, found by the addresses of the key objects: rows from one source share theirs. The keys are
/// held, so an address never stands for another string. Bounded; on a thread that holds the GIL.
/// </summary>
internal sealed class PyShapes
{
    private const int Slots = 256;
    private const int MostNames = 4096;

    private readonly Slot?[] _slots = new Slot?[Slots];

    // Shapes by their text: a parser that makes its key objects anew for each document still gives the same arrays.
    private readonly Dictionary<string[], PyShape> _byNames = new(NamesComparer.Instance);

    /// <summary>The shape of keys that are exact str objects.</summary>
    public PyShape Find(ReadOnlySpan<nint> keys)
    {
        nint hash = keys.Length;
        for (int i = 0; i < keys.Length; i++)
        {
            hash = (hash * 31) + (keys[i] >> 4);
        }
        hash ^= hash >> 15;
        ref Slot? slot = ref _slots[hash & (Slots - 1)];
        return slot is not null && slot.Has(keys) ? slot.Shape : Replace(ref slot, keys);
    }

    private PyShape Replace(ref Slot? slot, ReadOnlySpan<nint> keys)
    {
        PyShape shape = PyShape.Of(keys);
        if (_byNames.TryGetValue(shape.Names, out PyShape? known))
        {
            shape = known;
        }
        else
        {
            if (_byNames.Count >= MostNames)
            {
                _byNames.Clear();
            }
            _byNames.Add(shape.Names, shape);
        }
        slot?.Release();
        slot = new Slot(shape, keys);
        return shape;
    }

    private sealed class Slot
    {
        private readonly nint[] _keys;

        public Slot(PyShape shape, ReadOnlySpan<nint> keys)
        {
            Shape = shape;
            _keys = new nint[keys.Length];
            for (int i = 0; i < keys.Length; i++)
            {
                _keys[i] = new PyBorrowed(keys[i]).Own().Detach();
            }
        }

        public PyShape Shape { get; }

        public bool Has(ReadOnlySpan<nint> keys) => keys.SequenceEqual(_keys);

        // Strings only, so no Python code runs.
        public void Release()
        {
            foreach (nint key in _keys)
            {
                new PyOwned(key).Dispose();
            }
        }
    }

    private sealed class NamesComparer : IEqualityComparer<string[]>
    {
        public static readonly NamesComparer Instance = new();

        public bool Equals(string[]? x, string[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(string[] obj)
        {
            HashCode hash = default;
            foreach (string name in obj)
            {
                hash.Add(name);
            }
            return hash.ToHashCode();
        }
    }
}
