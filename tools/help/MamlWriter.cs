using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace PyAsync.Help;

/// <summary>Writes command pages as the MAML that Get-Help reads.</summary>
internal static class MamlWriter
{
    private const string AllSets = "(All)";

    private static readonly XNamespace s_maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace s_command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace s_dev = "http://schemas.microsoft.com/maml/dev/2004/10";
    private static readonly XNamespace s_help = "http://msh";

    public static void Write(string path, IReadOnlyList<CommandPage> pages)
    {
        XElement root = new(s_help + "helpItems",
            new XAttribute("schema", "maml"),
            new XAttribute(XNamespace.Xmlns + "maml", s_maml),
            new XAttribute(XNamespace.Xmlns + "command", s_command),
            new XAttribute(XNamespace.Xmlns + "dev", s_dev),
            pages.OrderBy(page => page.Name, StringComparer.Ordinal).Select(Command));
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        new XDocument(new XDeclaration("1.0", "utf-8", null), root).Save(path);
    }

    private static XElement Command(CommandPage page)
    {
        string[] words = page.Name.Split('-', 2);
        return new XElement(s_command + "command",
            new XElement(s_command + "details",
                new XElement(s_command + "name", page.Name),
                Description(page.Synopsis),
                new XElement(s_command + "verb", words[0]),
                new XElement(s_command + "noun", words[^1])),
            Description(page.Description),
            new XElement(s_command + "syntax", page.Syntax.Select(set => SyntaxItem(page, set))),
            new XElement(s_command + "parameters", page.Parameters.Select(parameter => ParameterElement(parameter, parameter.Places[0], parameter.Type))),
            new XElement(s_command + "inputTypes", page.Inputs.Select(entry => TypeEntry("inputType", entry))),
            new XElement(s_command + "returnValues", page.Outputs.Select(entry => TypeEntry("returnValue", entry))),
            new XElement(s_maml + "alertSet", new XElement(s_maml + "alert", Paragraphs(page.Notes))),
            new XElement(s_command + "examples", page.Examples.Select(ExampleElement)),
            new XElement(s_command + "relatedLinks", Links(page)));
    }

    private static XElement SyntaxItem(CommandPage page, Entry set)
    {
        // "Name (Default)" marks the default set; a lone set is called __AllParameterSets.
        string name = set.Name.Replace(" (Default)", "", StringComparison.Ordinal);
        List<(Parameter Parameter, Place Place)> members = [];
        foreach (Parameter parameter in page.Parameters)
        {
            Place? place = parameter.Places.FirstOrDefault(place => place.Set == name || place.Set == AllSets);
            if (place is not null && !parameter.IsHidden)
            {
                members.Add((parameter, place));
            }
        }
        // As the page's syntax line has them.
        int Order((Parameter Parameter, Place Place) member)
        {
            int at = set.Text.IndexOf("-" + member.Parameter.Name, StringComparison.Ordinal);
            return at < 0 ? int.MaxValue : at;
        }
        return new XElement(s_command + "syntaxItem",
            new XElement(s_maml + "name", page.Name),
            members.OrderBy(Order).Select(member => ParameterElement(member.Parameter, member.Place, TypeInSyntax(set.Text, member.Parameter))));
    }

    private static XElement ParameterElement(Parameter parameter, Place place, string type)
    {
        bool isSwitch = parameter.Type == "System.Management.Automation.SwitchParameter";
        return new XElement(s_command + "parameter",
            new XAttribute("required", Word(place.IsRequired)),
            new XAttribute("variableLength", Word(place.Remaining)),
            new XAttribute("globbing", Word(parameter.Wildcards)),
            new XAttribute("pipelineInput", PipelineInput(parameter.Places)),
            new XAttribute("position", place.Position.ToLowerInvariant()),
            new XAttribute("aliases", parameter.Aliases.Count == 0 ? "none" : string.Join(", ", parameter.Aliases)),
            new XElement(s_maml + "name", parameter.Name),
            Description(parameter.Description),
            isSwitch ? null : new XElement(s_command + "parameterValue",
                new XAttribute("required", "true"), new XAttribute("variableLength", Word(parameter.Type.EndsWith("[]", StringComparison.Ordinal))), type),
            new XElement(s_dev + "type", new XElement(s_maml + "name", parameter.Type)),
            new XElement(s_dev + "defaultValue", parameter.Default.Length == 0 ? "None" : parameter.Default));
    }

    private static string PipelineInput(IReadOnlyList<Place> places)
    {
        bool byValue = places.Any(place => place.ByValue);
        bool byName = places.Any(place => place.ByPropertyName);
        return (byValue, byName) switch
        {
            (true, true) => "true (ByValue, ByPropertyName)",
            (true, false) => "true (ByValue)",
            (false, true) => "true (ByPropertyName)",
            _ => "false",
        };
    }

    private static XElement ExampleElement(Example example) => new(s_command + "example",
        new XElement(s_maml + "title", string.Create(CultureInfo.InvariantCulture, $"--------- {example.Title} ---------")),
        // The code comes first, as in PowerShell's own help: Get-Help writes an introduction onto the code's first line.
        new XElement(s_maml + "introduction"),
        new XElement(s_dev + "code", example.Code),
        new XElement(s_dev + "remarks", Remarks(example)));

    private static IEnumerable<XElement> Remarks(Example example)
    {
        if (example.Remarks.Length > 0)
        {
            yield return Paragraph(example.Remarks);
            yield return Paragraph("");
        }
        foreach (XElement paragraph in Paragraphs(example.Introduction))
        {
            yield return paragraph;
        }
        yield return Paragraph("");
    }

    private static XElement TypeEntry(string element, Entry entry) => new(s_command + element,
        new XElement(s_dev + "type", new XElement(s_maml + "name", entry.Name)),
        Description(entry.Text));

    private static IEnumerable<XElement> Links(CommandPage page)
    {
        if (page.HelpUri.Length > 0)
        {
            yield return LinkElement("Online Version", page.HelpUri);
        }
        foreach (Link link in page.Links)
        {
            yield return LinkElement(link.Text, link.Target.EndsWith(".md", StringComparison.Ordinal) ? "" : link.Target);
        }
    }

    private static XElement LinkElement(string text, string uri) => new(s_maml + "navigationLink",
        new XElement(s_maml + "linkText", text), new XElement(s_maml + "uri", uri));

    private static XElement Description(string text) => new(s_maml + "description", Paragraphs(text));

    // Lines of a source paragraph are one line of help, which the shell wraps; a list keeps its lines.
    private static IEnumerable<XElement> Paragraphs(string text) => text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries)
        .Select(block => Paragraph(block.StartsWith("- ", StringComparison.Ordinal) ? block : block.Replace('\n', ' ')));

    private static XElement Paragraph(string text) => new(s_maml + "para", text);

    private static string Word(bool value) => value ? "true" : "false";

    // As the page's syntax line has it, such as string[] for System.String[].
    private static string TypeInSyntax(string line, Parameter parameter)
    {
        Match match = Regex.Match(line, $@"-{parameter.Name}\]?\s+<([^>]+)>");
        return match.Success ? match.Groups[1].Value : parameter.Type;
    }
}
