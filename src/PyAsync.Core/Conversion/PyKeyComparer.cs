using System.Collections;
using System.Collections.Generic;

namespace PyAsync.Conversion;

/// <summary>
/// Compares keys that came from Python: a tuple, which is an array here, by its items, as Python does.
/// </summary>
internal sealed class PyKeyComparer : IEqualityComparer<object?>
{
    public static readonly PyKeyComparer Instance = new();

    public new bool Equals(object? x, object? y) => IsArray(x)
        ? StructuralComparisons.StructuralEqualityComparer.Equals(x, y)
        : object.Equals(x, y);

    public int GetHashCode(object? obj) => obj switch
    {
        null => 0,
        object[] items => StructuralComparisons.StructuralEqualityComparer.GetHashCode(items),
        _ => obj.GetHashCode(),
    };

    private static bool IsArray(object? value) => value is object[];
}
