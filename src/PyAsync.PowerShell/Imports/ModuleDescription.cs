using System.Collections;
using System.Collections.Generic;

namespace PyAsync.PowerShell.Imports;

/// <summary>A Python module as <c>pyasync._describe</c> tells it.</summary>
internal sealed record ModuleDescription
{
    /// <summary>What it was imported by: a dotted name, or a file's full path.</summary>
    public required string Source { get; init; }

    /// <summary>Its name in Python.</summary>
    public required string Name { get; init; }

    /// <summary>Its file; null where it has none.</summary>
    public string? File { get; init; }

    /// <summary>The folder from which Python imports it: that of the file, or of a package the one above; empty where it was imported by name.</summary>
    public string Root { get; init; } = "";

    /// <summary>The source files that are edited with it, where they are the user's own and not an installed package's.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>The first line of its docstring.</summary>
    public string Summary { get; init; } = "";

    /// <summary>Its public functions and classes.</summary>
    public required IReadOnlyList<FunctionDescription> Functions { get; init; }

    /// <summary>Reads what Python has told.</summary>
    public static ModuleDescription Read(IDictionary told) => new()
    {
        Source = told.Text("source"),
        Name = told.Text("name"),
        File = told["file"] as string,
        Root = told.Text("root"),
        Files = told.Texts("files"),
        Summary = told.Text("doc"),
        Functions = told.List("functions", FunctionDescription.Read),
    };
}
