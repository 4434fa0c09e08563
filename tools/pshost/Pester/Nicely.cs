using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;

namespace Pester;

/// <summary>Values as failure messages show them.</summary>
internal static class Nicely
{
    private const int Shown = 10;

    public static string Format(object? value)
    {
        object? inner = value is PSObject wrapped ? wrapped.BaseObject : value;
        return inner switch
        {
            null => "$null",
            bool b => b ? "$true" : "$false",
            "" => "<empty>",
            string s => $"'{s}'",
            DateTime d => d.ToString("o"),
            Type t => '[' + TypeName(t) + ']',
            ScriptBlock b => '{' + b.ToString() + '}',
            IDictionary d => d.ToString() ?? "",
            PSCustomObject => Members(PSObject.AsPSObject(value)),
            IEnumerable many => Collection(many.Cast<object?>().ToList()),
            ValueType v => LanguagePrimitives.ConvertTo<string>(v),
            _ => Members(PSObject.AsPSObject(value)),
        };
    }

    public static string TypeName(Type type) => ToStringCodeMethods.Type(PSObject.AsPSObject(type));

    public static string Because(string? because)
    {
        if (string.IsNullOrWhiteSpace(because))
        {
            return "";
        }

        string reason = because.Trim();
        return (reason.StartsWith("because", StringComparison.OrdinalIgnoreCase) ? " " : " because ") + reason + ",";
    }

    /// <summary>The comparison of two strings that differ, with an arrow at the first difference.</summary>
    public static string Difference(string expected, string actual, bool caseSensitive, string? because)
    {
        StringComparison how = caseSensitive ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        int at = 0;
        while (at < Math.Min(expected.Length, actual.Length) && string.Equals(expected[at].ToString(), actual[at].ToString(), how))
        {
            at++;
        }

        var lines = new List<string> { $"Expected strings to be the same,{Because(because)} but they were different." };
        lines.AddRange(expected.Length == actual.Length
            ? [$"String lengths are both {expected.Length}."]
            : [$"Expected length: {expected.Length}", $"Actual length:   {actual.Length}"]);
        lines.Add($"Strings differ at index {at}.");
        lines.Add($"Expected: '{Escape(expected)}'");
        lines.Add($"But was:  '{Escape(actual)}'");
        lines.Add("           " + new string('-', Escape(expected[..at]).Length) + "^");
        return string.Join('\n', lines);
    }

    private static string Escape(string text) => text.Replace("\r", "\\r").Replace("\n", "\\n").Replace("\t", "\\t").Replace("\b", "\\b").Replace("\0", "\\0");

    private static string Collection(List<object?> items)
    {
        string more = items.Count > Shown ? $", ...{items.Count - Shown} more" : "";
        return "@(" + string.Join(", ", items.Take(Shown).Select(Format)) + more + ")";
    }

    private static string Members(PSObject item)
    {
        string name = item.BaseObject is PSCustomObject ? "PSObject" : TypeName(item.BaseObject.GetType());
        var parts = new List<string>();
        foreach (PSPropertyInfo property in item.Properties)
        {
            string text;
            try
            {
                text = LanguagePrimitives.ConvertTo<string>(property.Value);
            }
            catch (Exception error) when (error is GetValueException or PSInvalidCastException)
            {
                text = "";
            }

            parts.Add($"{property.Name}={text}");
        }

        return name + "{" + string.Join("; ", parts) + "}";
    }
}
