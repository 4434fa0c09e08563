using System.Collections;
using System.Collections.Generic;

namespace PyAsync.PowerShell.Imports;

/// <summary>A function or class of a module.</summary>
internal sealed record FunctionDescription
{
    /// <summary>Its name in Python.</summary>
    public required string Name { get; init; }

    /// <summary><c>class</c>, <c>async</c>, <c>stream</c> or <c>sync</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Whether it takes all arguments by keyword, as Python reshapes them.</summary>
    public bool IsShaped { get; init; }

    /// <summary>Whether it is told from which folder paths within its arguments are meant.</summary>
    public bool WantsFolder { get; init; }

    /// <summary>Its parameters, in order.</summary>
    public required IReadOnlyList<ParameterDescription> Parameters { get; init; }

    /// <summary>What it gives.</summary>
    public required TypeDescription Returns { get; init; }

    /// <summary>The docstring's first paragraph.</summary>
    public string Summary { get; init; } = "";

    /// <summary>The docstring's other paragraphs.</summary>
    public string Description { get; init; } = "";

    /// <summary>What the docstring says of the result.</summary>
    public string Result { get; init; } = "";

    /// <summary>The docstring's notes.</summary>
    public string Notes { get; init; } = "";

    /// <summary>The docstring's examples.</summary>
    public IReadOnlyList<string> Examples { get; init; } = [];

    /// <summary>What the decorator says: name, verb, noun, pipeline, should_process, impact, alias.</summary>
    public required IDictionary Marks { get; init; }

    /// <summary>Whether the command has <c>-WhatIf</c> and <c>-Confirm</c>.</summary>
    public bool ShouldProcess => Marks["should_process"] is true;

    /// <summary>Reads what Python has told.</summary>
    public static FunctionDescription Read(IDictionary told) => new()
    {
        Name = told.Text("name"),
        Kind = told.Text("kind"),
        IsShaped = told["shaped"] is true,
        WantsFolder = told["folder"] is true,
        Parameters = told.List("parameters", ParameterDescription.Read),
        Returns = TypeDescription.Read((IDictionary)told["returns"]!),
        Summary = told.Text("summary"),
        Description = told.Text("description"),
        Result = told.Text("result"),
        Notes = told.Text("notes"),
        Examples = told.Texts("examples"),
        Marks = (IDictionary)told["marks"]!,
    };
}
