using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;

namespace PyAsync.Packages;

/// <summary>One package that is wanted, as PEP 508 writes it: <c>aiohttp[speedups]&gt;=3.8; python_version &lt; "3.12"</c>. Any thread.</summary>
internal sealed partial class PackageRequirement
{
    private PackageRequirement(string text, string name)
    {
        Text = text;
        Name = name;
    }

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>The package's name, as it was written.</summary>
    public string Name { get; }

    /// <summary>The extras that are wanted with it, in the form in which names are compared.</summary>
    public IReadOnlyList<string> Extras { get; private init; } = [];

    /// <summary>The versions that are wanted.</summary>
    public VersionRange Range { get; private init; } = VersionRange.Any;

    /// <summary>Where it comes from, if the text says so behind an <c>@</c>.</summary>
    public string? Url { get; private init; }

    /// <summary>What must hold for it to be wanted; null where it always is.</summary>
    public PackageMarker? Marker { get; private init; }

    [GeneratedRegex(@"^\s*(?<name>[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?:\[(?<extras>[^\]]*)\])?\s*(?:@\s*(?<url>\S+?)\s*(?:\s;(?<marker1>.+))?|\(?(?<range>[^;()]*)\)?\s*(?:;(?<marker2>.+))?)$")]
    private static partial Regex Form();

    [GeneratedRegex("[-_.]+")]
    private static partial Regex Separators();

    /// <summary>Reads a requirement.</summary>
    /// <exception cref="FormatException">The text is none.</exception>
    public static PackageRequirement Parse(string text)
    {
        Match match = Form().Match(text);
        if (!match.Success)
        {
            throw new FormatException($"'{text}' names no package, such as aiohttp>=3.8");
        }
        Group marker = match.Groups["marker1"].Success ? match.Groups["marker1"] : match.Groups["marker2"];
        return new PackageRequirement(text.Trim(), match.Groups["name"].Value)
        {
            Range = Part(text, match.Groups["range"].Value, VersionRange.Parse),
            Extras = [.. match.Groups["extras"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Normalize)],
            Url = match.Groups["url"].Success ? match.Groups["url"].Value : null,
            Marker = marker.Success ? Part(text, marker.Value, PackageMarker.Parse) : null,
        };
    }

    private static T Part<T>(string text, string part, Func<string, T> parse)
    {
        try
        {
            return parse(part);
        }
        catch (FormatException error)
        {
            throw new FormatException($"'{text.Trim()}' cannot be read: {error.Message}", error);
        }
    }

    /// <summary>A package's name in the one form in which names are compared.</summary>
    public static string Normalize(string name) => Separators().Replace(name, "-").ToLowerInvariant();

    /// <inheritdoc/>
    public override string ToString() => Text;
}
