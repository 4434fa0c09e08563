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
            imports[Path.GetFileNameWithoutExtension(resource)] =
                [.. Import().Matches(reader.ReadToEnd()).Select(match => match.Groups["file"] is { Success: true } file ? file.Value : "__init__").Distinct()];
        }
        return imports;
    }

    // Those inside of functions too.
    [GeneratedRegex(@"^\s*(?:from|import)\s+pyasync(?:\.(?<file>\w+))?\b", RegexOptions.Multiline)]
    private static partial Regex Import();
}
