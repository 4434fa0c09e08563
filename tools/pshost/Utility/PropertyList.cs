using System;
using System.Collections;
using System.Collections.Generic;

namespace Microsoft.PowerShell.Commands;

/// <summary>One entry of a -Property argument: a name (wildcards allowed), a script block, or a hashtable of these with options.</summary>
internal sealed class PropertySpec
{
    private static readonly string[] s_keys = ["name", "label", "expression", "ascending", "descending"];

    public required PSPropertyExpression Expression { get; init; }

    /// <summary>The name that a hashtable gives, or null.</summary>
    public string? Label { get; init; }

    public bool? Descending { get; init; }

    public static List<PropertySpec> Parse(PSCmdlet cmdlet, object[]? entries)
    {
        var specs = new List<PropertySpec>();
        foreach (object? raw in entries ?? [])
        {
            object? entry = raw is PSObject wrapped ? wrapped.BaseObject : raw;
            specs.Add(entry is IDictionary table ? FromTable(cmdlet, table) : new PropertySpec { Expression = ToExpression(cmdlet, entry) });
        }

        return specs;
    }

    public object? GetValue(PSObject item, out Exception? error)
    {
        error = null;
        List<PSPropertyExpressionResult> results = Expression.GetValues(item, expand: false, eatExceptions: true);
        if (results.Count == 0)
        {
            return null;
        }

        error = results[0].Exception;
        return error is null ? results[0].Result : null;
    }

    private static PropertySpec FromTable(PSCmdlet cmdlet, IDictionary table)
    {
        object? expression = null;
        string? label = null;
        bool? descending = null;
        foreach (DictionaryEntry pair in table)
        {
            // Any unambiguous prefix will do: n, e, l, asc …
            string given = pair.Key.ToString() ?? "";
            string? key = Array.Find(s_keys, k => k.StartsWith(given, StringComparison.OrdinalIgnoreCase));
            switch (key)
            {
                case "name" or "label":
                    label = pair.Value?.ToString();
                    break;
                case "expression":
                    expression = pair.Value is PSObject wrapped ? wrapped.BaseObject : pair.Value;
                    break;
                case "ascending":
                    descending = !LanguagePrimitives.IsTrue(pair.Value);
                    break;
                case "descending":
                    descending = LanguagePrimitives.IsTrue(pair.Value);
                    break;
                default:
                    Refuse(cmdlet, $"The key '{given}' is not valid.", "DictionaryKeyUnknown");
                    break;
            }
        }

        return new PropertySpec { Expression = ToExpression(cmdlet, expression ?? label), Label = label, Descending = descending };
    }

    private static PSPropertyExpression ToExpression(PSCmdlet cmdlet, object? value)
    {
        switch (value)
        {
            case ScriptBlock block:
                return new PSPropertyExpression(block);
            case PSPropertyExpression expression:
                return expression;
            case null or "":
                Refuse(cmdlet, "A property cannot be null or empty.", "DictionaryKeyMissing");
                throw new PSArgumentNullException(nameof(value));
            default:
                return new PSPropertyExpression(value.ToString());
        }
    }

    private static void Refuse(PSCmdlet cmdlet, string message, string id) =>
        cmdlet.ThrowTerminatingError(new ErrorRecord(new PSArgumentException(message), id, ErrorCategory.InvalidArgument, null));
}

/// <summary>PowerShell's order: numbers as numbers, text by culture, nulls first, anything else by its text.</summary>
internal sealed class ValueComparer(bool caseSensitive) : IComparer<object?>, IEqualityComparer<object?>
{
    public int Compare(object? x, object? y)
    {
        x = x is PSObject px ? px.BaseObject : x;
        y = y is PSObject py ? py.BaseObject : y;
        if (LanguagePrimitives.TryCompare(x, y, !caseSensitive, out int result))
        {
            return result;
        }

        StringComparison how = caseSensitive ? StringComparison.CurrentCulture : StringComparison.CurrentCultureIgnoreCase;
        return string.Compare(x is null ? "" : PSObject.AsPSObject(x).ToString(), y is null ? "" : PSObject.AsPSObject(y).ToString(), how);
    }

    public new bool Equals(object? x, object? y) => Compare(x, y) == 0;

    public int GetHashCode(object? obj) => 0;
}
