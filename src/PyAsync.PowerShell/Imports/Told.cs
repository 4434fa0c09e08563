using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;

namespace PyAsync.PowerShell.Imports;

/// <summary>Reads dictionaries in which Python has told something.</summary>
internal static class Told
{
    /// <summary>A text; empty where there is none.</summary>
    public static string Text(this IDictionary told, string name) => told[name] as string ?? "";

    /// <summary>What a list of dictionaries tells.</summary>
    public static List<T> List<T>(this IDictionary told, string name, Func<IDictionary, T> read) =>
        told[name] is IEnumerable items ? [.. items.Cast<IDictionary>().Select(read)] : [];

    /// <summary>The texts of a list.</summary>
    public static List<string> Texts(this IDictionary told, string name) =>
        told[name] is IEnumerable items ? [.. items.OfType<string>()] : [];
}
