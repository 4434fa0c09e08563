using System;
using System.Collections.Generic;
using System.IO;

namespace PyAsync.Help;

/// <summary>One example of a page: what it shows, its code, and what the code prints.</summary>
internal sealed record Example(string Title, string Introduction, string Code, string Remarks);

/// <summary>A heading with the text under it: an input or output type, a parameter set.</summary>
internal sealed record Entry(string Name, string Text);

/// <summary>A parameter's place in one parameter set.</summary>
internal sealed record Place(string Set, string Position, bool IsRequired, bool ByValue, bool ByPropertyName, bool Remaining);

/// <summary>A parameter of a page.</summary>
internal sealed record Parameter(
    string Name, string Description, string Type, string Default, bool Wildcards, IReadOnlyList<string> Aliases, IReadOnlyList<Place> Places, bool IsHidden);

/// <summary>A cmdlet's page in PlatyPS's schema 2024-05-01.</summary>
internal sealed record CommandPage(
    string Name,
    string HelpUri,
    string Synopsis,
    string Description,
    IReadOnlyList<Entry> Syntax,
    IReadOnlyList<Example> Examples,
    IReadOnlyList<Parameter> Parameters,
    IReadOnlyList<Entry> Inputs,
    IReadOnlyList<Entry> Outputs,
    string Notes,
    IReadOnlyList<Link> Links)
{
    private const string Schema = "2024-05-01";

    /// <summary>Reads a page.</summary>
    /// <exception cref="FormatException">The file is no such page; the message names the file and what is wrong.</exception>
    public static CommandPage Read(string path)
    {
        try
        {
            return Read(new MarkdownPage(File.ReadAllText(path)));
        }
        catch (Exception error) when (error is FormatException or KeyNotFoundException)
        {
            throw new FormatException($"{path}: {error.Message}", error);
        }
    }

    private static CommandPage Read(MarkdownPage page)
    {
        if (page.FrontMatter.Text("PlatyPS schema version") != Schema)
        {
            throw new FormatException($"The front matter must say 'PlatyPS schema version: {Schema}'.");
        }
        List<Parameter> parameters = [];
        foreach (Section part in page.Section("PARAMETERS").Parts)
        {
            if (part.Title.StartsWith('-'))
            {
                parameters.Add(ReadParameter(part));
            }
        }
        List<Example> examples = [];
        foreach (Section part in page.Section("EXAMPLES").Parts)
        {
            examples.Add(ReadExample(part));
        }
        return new CommandPage(
            page.FrontMatter.Text("title"),
            page.FrontMatter.Text("HelpUri"),
            page.Section("SYNOPSIS").Prose,
            page.Section("DESCRIPTION").Prose,
            Entries(page.Section("SYNTAX"), part => part.Code("")),
            examples,
            parameters,
            Entries(page.Section("INPUTS"), part => part.Prose),
            Entries(page.Section("OUTPUTS"), part => part.Prose),
            page.Section("NOTES").Prose,
            page.Section("RELATED LINKS").Links);
    }

    private static List<Entry> Entries(Section section, Func<Section, string> text)
    {
        List<Entry> entries = [];
        foreach (Section part in section.Parts)
        {
            entries.Add(new Entry(part.Title, text(part)));
        }
        return entries;
    }

    private static Example ReadExample(Section part) => new(part.Title, part.Prose, part.Code("powershell"), part.Code("output"));

    private static Parameter ReadParameter(Section part)
    {
        YamlMap yaml = YamlMap.Parse(part.Code("yaml"));
        List<Place> places = [];
        foreach (YamlMap set in yaml.Maps("ParameterSets"))
        {
            places.Add(new Place(
                set.Text("Name"), set.Text("Position"), set.Flag("IsRequired"), set.Flag("ValueFromPipeline"),
                set.Flag("ValueFromPipelineByPropertyName"), set.Flag("ValueFromRemainingArguments")));
        }
        if (places.Count == 0)
        {
            throw new FormatException($"The parameter {part.Title} is in no parameter set.");
        }
        return new Parameter(
            part.Title[1..], part.Prose, yaml.Text("Type"), yaml.Text("DefaultValue"), yaml.Flag("SupportsWildcards"),
            yaml.Texts("Aliases"), places, yaml.Flag("DontShow"));
    }
}
