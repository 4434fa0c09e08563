using System.Collections.Generic;

namespace PyAsync.Loops;

/// <summary>The arguments of a call as .NET values; they are converted on the loop's thread. Immutable.</summary>
public sealed class PyArguments
{
    /// <summary>No arguments.</summary>
    public static readonly PyArguments None = new([], []);

    /// <summary>Makes a set of arguments.</summary>
    public PyArguments(IReadOnlyList<object?> positional, IReadOnlyList<KeyValuePair<string, object?>>? keyword = null)
    {
        Positional = [.. positional];
        Keyword = keyword is null ? [] : [.. keyword];
    }

    internal object?[] Positional { get; }

    internal KeyValuePair<string, object?>[] Keyword { get; }
}
