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
    public void No_two_files_import_each_other_by_any_way()
    {
        Dictionary<string, List<string>> imports = ReadImports();
        Assert.True(imports.Count > 10);
        List<string> path = [];
        foreach (string file in imports.Keys)
        {
            Visit(file, imports, path, []);
        }
    }

    [Fact]
    public void The_package_itself_imports_only_what_knows_no_other_file_and_what_is_loaded_when_it_is_asked_for()
    {
        Dictionary<string, List<string>> imports = ReadImports();
        Assert.Equal(["_base", "_progress"], imports["__init__"]);
        Assert.Empty(imports["_base"]);
    }

    [Fact]
    public void ARCHITECTURE_md_has_every_file_and_what_it_imports()
    {
        Dictionary<string, List<string>> imports = ReadImports();
        List<string> named = [];
        foreach (string[] row in ArchitectureFile.Table("The Python half"))
        {
            string[] files = Names(row[0]);
            named.AddRange(files);
            Assert.Equal(
                $"{row[0]}: {string.Join(' ', files.SelectMany(file => imports[file]).Except(files).Order(StringComparer.Ordinal))}",
                $"{row[0]}: {string.Join(' ', Names(row[2]).Except(files).Order(StringComparer.Ordinal))}");
        }
        Assert.Equal(imports.Keys.Order(), named.Order());
    }

    [Theory]
    [InlineData("import pyasync", "__init__")]
    [InlineData("import pyasync._loops", "_loops")]
    [InlineData("from pyasync import stop", "__init__")]
    [InlineData("from pyasync import _loops", "_loops")]
    [InlineData("from . import _loops", "_loops")]
    [InlineData("from pyasync._loops import new_loop", "_loops")]
    [InlineData("from ._loops import new_loop", "_loops")]
    [InlineData("x = import_module('pyasync._loops')", "_loops")]
    [InlineData("x = importlib.import_module(__name__ + \"._loops\")", "_loops")]
    [InlineData("x = __import__(\"pyasync._loops\")", "_loops")]
    [InlineData("import asyncio", null)]
    public void An_import_is_seen_however_it_is_written(string source, string? file) =>
        Assert.Equal(new[] { file }.OfType<string>(), FilesIn(source, typeof(PyEventLoop).Assembly));

    private static string[] Names(string cell) => [.. Quoted().Matches(cell).Select(match => match.Groups[1].Value)];

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
    [GeneratedRegex(@"^[ \t]*(?:import[ \t]+pyasync(?:\.(?<file>\w+))?|from[ \t]+(?:pyasync)?\.(?<file>\w+)[ \t]+import|from[ \t]+(?:pyasync|\.)[ \t]+import[ \t]+(?:(?<name>\w+)[, \t]*)+)|(?:import_module|__import__)\([^)\n]*?[""'](?:pyasync)?\.(?<file>\w+)[""']", RegexOptions.Multiline)]
    private static partial Regex Import();

    [GeneratedRegex("`(\\w+)`")]
    private static partial Regex Quoted();
}
