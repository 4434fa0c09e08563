using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;

namespace PyAsync.Tests;

/// <summary>ARCHITECTURE.md, whose tables the tests of the walls read.</summary>
internal static class ArchitectureFile
{
    /// <summary>The repository's folder.</summary>
    public static string Root { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", ".."));

    /// <summary>The cells of each row of the table under a heading.</summary>
    public static IEnumerable<string[]> Table(string heading) => File.ReadLines(Path.Combine(Root, "ARCHITECTURE.md"))
        .SkipWhile(line => line != $"## {heading}").Skip(1)
        .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
        .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
        .Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries));

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
