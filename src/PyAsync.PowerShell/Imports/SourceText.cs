using System;
using System.Globalization;
using System.Management.Automation.Language;
using System.Numerics;

namespace PyAsync.PowerShell.Imports;

/// <summary>Values as PowerShell source. Whatever comes from a Python module goes into source text by here.</summary>
internal static class SourceText
{
    /// <summary>A text in single quotes, in which nothing is expanded.</summary>
    public static string Quote(string text) => "'" + CodeGeneration.EscapeSingleQuotedStringContent(text) + "'";

    /// <summary>A text for New-ModuleManifest, which doubles an apostrophe, and leaves out the other characters that end a text in single quotes.</summary>
    public static string ForManifest(string text) =>
        CodeGeneration.EscapeSingleQuotedStringContent(text).Replace("''", "'", StringComparison.Ordinal);

    /// <summary>A variable of that name.</summary>
    public static string Variable(string name) => "${" + CodeGeneration.EscapeVariableName(name) + "}";

    /// <summary>A number, a text or a bool; null for anything else.</summary>
    public static string? Literal(object? value) => value switch
    {
        string text => Quote(text),
        bool flag => flag ? "$true" : "$false",
        int or long => Convert.ToInt64(value, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture),
        BigInteger big => $"[bigint]::Parse('{big.ToString(CultureInfo.InvariantCulture)}')",
        double.PositiveInfinity => "[double]::PositiveInfinity",
        double.NegativeInfinity => "[double]::NegativeInfinity",
        double number when double.IsFinite(number) => "[double]" + Quote(number.ToString("R", CultureInfo.InvariantCulture)),
        _ => null,
    };

    /// <summary>An array of texts.</summary>
    public static string Array(params string?[] texts) =>
        "@(" + string.Join(", ", System.Array.ConvertAll(texts, text => text is null ? "$null" : Quote(text))) + ")";
}
