using System;
using System.Collections.Generic;
using System.Linq;
using PyAsync.Packages;

namespace PyAsync.PowerShell.Completion;

/// <summary>A parameter of the function that is called.</summary>
internal sealed class CalledParameter
{
    /// <summary>Reads it.</summary>
    public CalledParameter(PythonOffer offer)
    {
        string[] parts = offer.More.Split('\x1f');
        Name = offer.Text;
        Default = parts[1];
        Text = parts[2];
        Values = parts[0].Length > 0 ? [.. parts[0].Split(',').Select(Quoted)]
            : Text.Contains(": bool", StringComparison.Ordinal) ? ["$true", "$false"]
            : AsPowerShell(Default) is { } value ? [value] : [];
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Its default as Python writes it; empty where it must be given.</summary>
    public string Default { get; }

    /// <summary>As the signature has it.</summary>
    public string Text { get; }

    /// <summary>What can be offered for it, as PowerShell writes it.</summary>
    public IReadOnlyList<string> Values { get; }

    private static string Quoted(string choice) => double.TryParse(choice, System.Globalization.CultureInfo.InvariantCulture, out _)
        ? choice
        : ShellWord.Quote(choice);

    // Numbers, True, False, None and simple texts.
    private static string? AsPowerShell(string python) => python switch
    {
        "" => null,
        "True" => "$true",
        "False" => "$false",
        "None" => "$null",
        _ when double.TryParse(python, System.Globalization.CultureInfo.InvariantCulture, out _) => python,
        ['\'', .., '\''] when !python.AsSpan(1, python.Length - 2).ContainsAny('\\', '\'') => ShellWord.Quote(python[1..^1]),
        _ => null,
    };
}
