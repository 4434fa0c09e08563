using System;
using System.Collections.Generic;

namespace PyAsync.Calls;

/// <summary>The arguments of a call as .NET values; they are converted on the loop's thread. Immutable.</summary>
public sealed class PyArguments
{
    /// <summary>No arguments.</summary>
    public static readonly PyArguments None = new([]);

    // One argument, the commonest number, needs no array.
    private readonly object? _single;
    private readonly object?[]? _several;

    /// <summary>Makes a set of positional arguments.</summary>
    public PyArguments(ReadOnlySpan<object?> positional)
    {
        if (positional.Length == 1)
        {
            _single = positional[0];
        }
        else
        {
            _several = positional.ToArray();
        }
        Keyword = [];
    }

    /// <summary>Makes a set of arguments.</summary>
    public PyArguments(IReadOnlyList<object?> positional, IReadOnlyList<KeyValuePair<string, object?>>? keyword = null)
    {
        ArgumentNullException.ThrowIfNull(positional);
        if (positional.Count == 1)
        {
            _single = positional[0];
        }
        else
        {
            _several = [.. positional];
        }
        Keyword = keyword is null ? [] : [.. keyword];
    }

    /// <summary>How many positional ones there are.</summary>
    internal int Count => _several is null ? 1 : _several.Length;

    internal KeyValuePair<string, object?>[] Keyword { get; }

    /// <summary>A positional argument.</summary>
    internal object? this[int index] => _several is null ? _single : _several[index];
}
