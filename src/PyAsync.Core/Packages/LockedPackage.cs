using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;

namespace PyAsync.Packages;

/// <summary>A package of a lock file: its version, for which Pythons and systems it is, and the hashes of its files. Any thread.</summary>
internal sealed partial class LockedPackage
{
    private const string Index = "registry";

    private LockedPackage(PackageRequirement package, string version)
    {
        Package = package;
        Version = version;
    }

    /// <summary>The package at its version.</summary>
    public PackageRequirement Package { get; }

    /// <summary>The version.</summary>
    public string Version { get; }

    /// <summary>What must hold where the lock has several versions of it; empty where it has one.</summary>
    public string Marker { get; private init; } = "";

    /// <summary>The hashes of its files; none where they come from a folder or a repository.</summary>
    public IReadOnlyList<string> Hashes { get; private init; } = [];

    /// <summary>Where it comes from, as <c>git https://…</c>; null where that is a package index or a folder of packages.</summary>
    public string? Source { get; private init; }

    /// <summary>Whether an index has its files, and the lock names none of them.</summary>
    public bool LacksFiles { get; private init; }

    /// <summary>As pip's constraints are written.</summary>
    public string Constraint => Line(Marker);

    [GeneratedRegex("^sha(256|384|512):[0-9a-f]+$")]
    private static partial Regex Hash();

    /// <summary>Reads a <c>[[package]]</c> table; null for one that has no version, such as the project itself.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static LockedPackage? Read(Dictionary<string, object> table)
    {
        if (TomlTable.Text(table, "name") is not { } name || TomlTable.Text(table, "version") is not { } version)
        {
            return null;
        }
        Dictionary<string, object> source = TomlTable.Table(table, "source") ?? [];
        List<Dictionary<string, object>> files = [.. TomlTable.Tables(table, "wheels")];
        if (TomlTable.Table(table, "sdist") is { } archive)
        {
            files.Add(archive);
        }
        return new LockedPackage(PackageRequirement.Parse($"{name}=={version}"), version)
        {
            Marker = Any(TomlTable.Texts(table, "resolution-markers")),
            Source = source.ContainsKey(Index) || source.Count == 0 ? null : source.Select(one => $"{one.Key} {one.Value}").First(),
            LacksFiles = files.Count == 0 && source.GetValueOrDefault(Index) is string index && index.Contains("://", StringComparison.Ordinal),
            Hashes = [.. files.Select(file => TomlTable.Text(file, "hash")).OfType<string>().Where(hash => Hash().IsMatch(hash))],
        };
    }

    /// <summary>As a requirements.txt has it that may install these files only.</summary>
    /// <param name="marker">What must hold for it to be needed; empty where it always is.</param>
    public string Hashed(string marker) => $"{Line(marker)}{string.Concat(Hashes.Select(hash => $" --hash={hash}"))}";

    /// <summary>A marker that holds where one of several does.</summary>
    public static string Any(IEnumerable<string> markers) => string.Join(" or ", markers.Select(text => $"({text})"));

    private string Line(string marker) => marker.Length == 0 ? Package.Text : $"{Package.Text} ; {marker}";
}
