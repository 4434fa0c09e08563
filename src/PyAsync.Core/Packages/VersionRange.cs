using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;

namespace PyAsync.Packages;

/// <summary>Which versions are wanted, such as <c>&gt;=3.8,&lt;4</c>, by the rules of PEP 440. Any thread.</summary>
internal sealed partial class VersionRange
{
    private readonly string _text;
    private readonly List<Clause> _clauses;

    private VersionRange(string text, List<Clause> clauses)
    {
        _text = text;
        _clauses = clauses;
    }

    /// <summary>Every version.</summary>
    public static VersionRange Any { get; } = new("", []);

    [GeneratedRegex(@"^\s*(?<operator>===|~=|==|!=|<=|>=|<|>)\s*(?<version>\S+?)(?<star>\.\*)?\s*$")]
    private static partial Regex Form();

    /// <summary>Reads clauses between commas.</summary>
    /// <exception cref="FormatException">One of them is none.</exception>
    public static VersionRange Parse(string text)
    {
        List<Clause> clauses = [];
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            Match match = Form().Match(part);
            string name = match.Groups["operator"].Value;
            bool star = match.Groups["star"].Success;
            PackageVersion? version = match.Success ? PackageVersion.TryParse(match.Groups["version"].Value) : null;
            if ((version is null && name != "===") || !match.Success || (star && name is not ("==" or "!=")) || (name == "~=" && version!.Release.Length < 2))
            {
                throw new FormatException($"'{part}' is no range of versions, such as >=3.8");
            }
            clauses.Add(new Clause(name, version, match.Groups["version"].Value, star));
        }
        return new VersionRange(text.Trim(), clauses);
    }

    /// <summary>The <c>requires-python</c> of a table of TOML; every version where it has none.</summary>
    /// <exception cref="FormatException">It is no range.</exception>
    public static VersionRange OfPython(Dictionary<string, object> table) => TomlTable.Text(table, "requires-python") is { } range ? Parse(range) : Any;

    /// <summary>What is in this range and in another.</summary>
    public VersionRange And(VersionRange other) => _clauses.Count == 0 ? other
        : other._clauses.Count == 0 || other._text == _text ? this
        : new VersionRange($"{_text},{other._text}", [.. _clauses, .. other._clauses]);

    /// <summary>Whether a version is one of those. Pre-releases are, where they are in the range: what is there is there.</summary>
    public bool Contains(PackageVersion version) => _clauses.All(clause => clause.Contains(version));

    /// <summary>As it was written.</summary>
    public override string ToString() => _text;

    private sealed record Clause(string Operator, PackageVersion? Version, string Text, bool Star)
    {
        public bool Contains(PackageVersion version) => Operator switch
        {
            "===" => string.Equals(version.ToString(), Text, StringComparison.OrdinalIgnoreCase),
            "==" => IsEqual(version),
            "!=" => !IsEqual(version),
            ">=" => version.WithoutLocal().CompareTo(Version) >= 0,
            "<=" => version.WithoutLocal().CompareTo(Version) <= 0,
            // Not its own pre-releases or later repairs, unless the clause names one.
            "<" => version.CompareTo(Version) < 0 && (Version!.IsPrerelease || !version.IsPrerelease || version.CompareRelease(Version) != 0),
            ">" => version.WithoutLocal().CompareTo(Version) > 0 && (Version!.IsPostrelease || !version.IsPostrelease || version.CompareRelease(Version) != 0),
            // "~=2.2.1" is ">=2.2.1, ==2.2.*".
            _ => version.WithoutLocal().CompareTo(Version) >= 0 && version.StartsWith(PackageVersion.TryParse($"{Version!.Epoch}!{string.Join('.', Version.Release[..^1])}")!),
        };

        private bool IsEqual(PackageVersion version) => Star ? version.StartsWith(Version!)
            : (Version!.Local is null ? version.WithoutLocal() : version).CompareTo(Version) == 0;
    }
}
