using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text.RegularExpressions;
using PyAsync.Loops;
using Xunit;

namespace PyAsync.Tests.Hosting;

/// <summary>How the files of the Python half know each other.</summary>
public sealed partial class PythonHalfTests
{
    private const string Prefix = "pyasync/";

    [Fact]
    public void No_two_files_import_each_other_by_any_way_and_the_package_itself_imports_none()
    {
        Dictionary<string, List<string>> imports = ReadImports();
        Assert.True(imports.Count > 10);
        Assert.Empty(imports["__init__"]);
        List<string> path = [];
        foreach (string file in imports.Keys)
        {
            Visit(file, imports, path, []);
        }
    }

    private static void Visit(string file, Dictionary<string, List<string>> imports, List<string> path, HashSet<string> seen)
    {
        Assert.False(path.Contains(file), $"a circle: {string.Join(" → ", path)} → {file}");
        if (!seen.Add(file))
        {
            return;
        }
        path.Add(file);
        foreach (string other in imports[file])
        {
            Visit(other, imports, path, seen);
        }
        path.RemoveAt(path.Count - 1);
    }

    private static Dictionary<string, List<string>> ReadImports()
    {
        Assembly assembly = typeof(PyEventLoop).Assembly;
        Dictionary<string, List<string>> imports = [];
        foreach (string resource in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using StreamReader reader = new(assembly.GetManifestResourceStream(resource)!);
            imports[Path.GetFileNameWithoutExtension(resource)] = [.. FilesIn(reader.ReadToEnd(), assembly).Distinct()];
        }
        return imports;
    }

    // `from pyasync import a, b` names files where there are files of those names, and else what the package itself has.
    private static IEnumerable<string> FilesIn(string source, Assembly assembly) => Import().Matches(source).SelectMany<Match, string>(match =>
        match.Groups["file"] is { Success: true } file ? [file.Value]
        : match.Groups["name"].Captures.Select(name => assembly.GetManifestResourceInfo($"{Prefix}{name.Value}.py") is null ? "__init__" : name.Value).DefaultIfEmpty("__init__"));

    // Those inside of functions too.
    [GeneratedRegex(@"^[ \t]*(?:import[ \t]+pyasync(?:\.(?<file>\w+))?|from[ \t]+pyasync(?:\.(?<file>\w+)[ \t]+import|[ \t]+import[ \t]+(?:(?<name>\w+)[, \t]*)+))", RegexOptions.Multiline)]
    private static partial Regex Import();
}
