using System.Collections;
using System.Collections.Generic;

namespace PyAsync.PowerShell.Imports;

/// <summary>A type annotation.</summary>
internal sealed record TypeDescription
{
    /// <summary>What kind of value: <c>str</c>, <c>int</c>, <c>list</c>, <c>record</c>, <c>any</c> and others.</summary>
    public required string Kind { get; init; }

    /// <summary>The annotation as a person writes it.</summary>
    public string Text { get; init; } = "";

    /// <summary>Whether None is allowed.</summary>
    public bool IsNullable { get; init; }

    /// <summary>The words or numbers that are allowed; empty where all are.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>The least number that is allowed.</summary>
    public object? Low { get; init; }

    /// <summary>The greatest number that is allowed.</summary>
    public object? High { get; init; }

    /// <summary>How many characters or items there must be.</summary>
    public int? MinLength { get; init; }

    /// <summary>How many characters or items there may be.</summary>
    public int? MaxLength { get; init; }

    /// <summary>A regular expression.</summary>
    public string? Pattern { get; init; }

    /// <summary>The type of the items.</summary>
    public TypeDescription? Item { get; init; }

    /// <summary>The fields of a record: name, type, whether it must be given, default.</summary>
    public IReadOnlyList<(string Name, string Text, bool IsRequired, string Default)> Fields { get; init; } = [];

    /// <summary>Reads what Python has told.</summary>
    public static TypeDescription Read(IDictionary told) => new()
    {
        Kind = told.Text("kind"),
        Text = told.Text("text"),
        IsNullable = told["null"] is true,
        Choices = told.Texts("choices"),
        Low = told["low"],
        High = told["high"],
        MinLength = told["min_length"] as int?,
        MaxLength = told["max_length"] as int?,
        Pattern = told["pattern"] as string,
        Item = told["item"] is IDictionary item ? Read(item) : null,
        Fields = told.List("fields", field => (field.Text("name"), field.Text("text"), field["required"] is true, field.Text("default"))),
    };
}
