using System;
using System.Collections.Generic;

namespace PyAsync.Packages;

/// <summary>Takes what is expected out of a table of TOML. Any thread.</summary>
internal static class TomlTable
{
    /// <summary>A text; null where there is none of that name.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static string? Text(Dictionary<string, object> table, string name) => !table.TryGetValue(name, out object? value) ? null
        : value as string ?? throw new FormatException($"'{name}' is no text");

    /// <summary>A list of texts; empty where there is none of that name.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static List<string> Texts(Dictionary<string, object> table, string name)
    {
        if (!table.TryGetValue(name, out object? value))
        {
            return [];
        }
        return (value as List<object>)?.ConvertAll(item => item as string ?? throw new FormatException($"'{name}' is no list of texts"))
            ?? throw new FormatException($"'{name}' is no list of texts");
    }

    /// <summary>A table in a table; null where there is none of that name.</summary>
    public static Dictionary<string, object>? Table(Dictionary<string, object> table, string name) => table.GetValueOrDefault(name) as Dictionary<string, object>;

    /// <summary>The tables of a list; none where there is none of that name.</summary>
    public static IEnumerable<Dictionary<string, object>> Tables(Dictionary<string, object> table, string name)
    {
        foreach (object item in table.GetValueOrDefault(name) as List<object> ?? [])
        {
            if (item is Dictionary<string, object> found)
            {
                yield return found;
            }
        }
    }
}
