using System.Collections;

namespace PyAsync.PowerShell.Imports;

/// <summary>A parameter of a function.</summary>
internal sealed record ParameterDescription
{
    /// <summary>Its name in Python.</summary>
    public required string Name { get; init; }

    /// <summary>Python's name of its kind, such as <c>KEYWORD_ONLY</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Whether it must be given.</summary>
    public bool IsRequired { get; init; }

    /// <summary>The default where it is a number, a text, a bool or an enum's member; else null.</summary>
    public object? Default { get; init; }

    /// <summary>The default as Python writes it; empty where there is none.</summary>
    public string DefaultText { get; init; } = "";

    /// <summary>Its type.</summary>
    public required TypeDescription Type { get; init; }

    /// <summary>What the docstring says of it.</summary>
    public string Doc { get; init; } = "";

    /// <summary>Whether it is <c>*args</c>.</summary>
    public bool TakesRest => Kind == "VAR_POSITIONAL";

    /// <summary>Whether it is <c>**kwargs</c>.</summary>
    public bool TakesKeywords => Kind == "VAR_KEYWORD";

    /// <summary>Whether it is a switch: a bool that is False where nothing is said.</summary>
    public bool IsSwitch => Type is { Kind: "bool", IsNullable: false } && DefaultText == "False";

    /// <summary>Reads what Python has told.</summary>
    public static ParameterDescription Read(IDictionary told) => new()
    {
        Name = told.Text("name"),
        Kind = told.Text("kind"),
        IsRequired = told["required"] is true,
        Default = told["default"],
        DefaultText = told.Text("default_text"),
        Type = TypeDescription.Read((IDictionary)told["type"]!),
        Doc = told.Text("doc"),
    };
}
