using System;
using System.Collections;
using System.Collections.Generic;

namespace PyAsync.Objects;

/// <summary>
/// Keyword arguments for a call of a live object, as its last argument: for languages that have none of their own. In
/// PowerShell: <c>$client.get('/x', [PyAsync.Keywords] @{ timeout = 5 })</c>.
/// </summary>
public sealed class PyKeywords
{
    /// <summary>Takes the names and values.</summary>
    public PyKeywords(IDictionary arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        Pairs = PairsOf(arguments);
    }

    internal KeyValuePair<string, object?>[] Pairs { get; }

    internal static KeyValuePair<string, object?>[] PairsOf(IDictionary? arguments)
    {
        if (arguments is null)
        {
            return [];
        }
        List<KeyValuePair<string, object?>> pairs = new(arguments.Count);
        foreach (DictionaryEntry entry in arguments)
        {
            pairs.Add(new(entry.Key.ToString() ?? "", entry.Value));
        }
        return [.. pairs];
    }
}
