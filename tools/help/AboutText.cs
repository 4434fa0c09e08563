using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Markdig;
using Markdig.Extensions.Tables;
using Markdig.Syntax;

namespace PyAsync.Help;

/// <summary>Turns an about_ topic into the plain text that Get-Help shows, at most 80 columns wide.</summary>
internal static class AboutText
{
    private const int Width = 80;
    private const string Indent = "    ";

    private static readonly MarkdownPipeline s_pipeline = new MarkdownPipelineBuilder().UsePipeTables().Build();

    public static string Convert(string name, string source)
    {
        source = source.ReplaceLineEndings("\n");
        StringBuilder text = new();
        // Get-Help takes the fifth line as the topic's synopsis.
        text.Append("TOPIC\n").Append(Indent).Append(name).Append('\n');
        foreach (Block block in Markdown.Parse(source, s_pipeline))
        {
            string own = source[block.Span.Start..(block.Span.End + 1)];
            switch (block)
            {
                case HeadingBlock { Level: 1 }:
                    break;
                case HeadingBlock heading:
                    string title = own.TrimStart('#').Trim();
                    text.Append('\n').Append(heading.Level == 2 ? title.ToUpperInvariant() : title).Append('\n');
                    break;
                case CodeBlock code:
                    Separate(text);
                    foreach (string line in code.Lines.ToString().Split('\n'))
                    {
                        text.Append((Indent + Indent + line).TrimEnd()).Append('\n');
                    }
                    break;
                case Table table:
                    Separate(text);
                    AppendTable(text, table, source);
                    break;
                case ListBlock list:
                    Separate(text);
                    foreach (Block item in list)
                    {
                        Wrap(text, source[item.Span.Start..(item.Span.End + 1)].TrimStart('-', '*', ' '), Indent + "- ", Indent + "  ");
                    }
                    break;
                default:
                    Separate(text);
                    Wrap(text, own, Indent, Indent);
                    break;
            }
        }
        return text.ToString();
    }

    // A blank line between blocks, but none between a heading and what follows it.
    private static void Separate(StringBuilder text)
    {
        string written = text.ToString();
        int start = written.LastIndexOf('\n', written.Length - 2) + 1;
        if (written[start] == ' ')
        {
            text.Append('\n');
        }
    }

    // A row of a table is a paragraph: its first cell, then the others indented under it.
    private static void AppendTable(StringBuilder text, Table table, string source)
    {
        foreach (TableRow row in table.OfType<TableRow>().Where(row => !row.IsHeader))
        {
            List<string> cells = [.. row.OfType<TableCell>().Select(cell => cell.Count == 0 ? "" : source[cell[0].Span.Start..(cell[^1].Span.End + 1)])];
            Wrap(text, cells[0], Indent, Indent);
            foreach (string cell in cells.Skip(1))
            {
                Wrap(text, cell, Indent + Indent, Indent + Indent);
            }
        }
    }

    private static void Wrap(StringBuilder text, string paragraph, string first, string next)
    {
        string line = first;
        bool any = false;
        foreach (string word in Plain(paragraph).Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (any && line.Length + 1 + word.Length > Width)
            {
                text.Append(line).Append('\n');
                line = next;
                any = false;
            }
            line += any ? " " + word : word;
            any = true;
        }
        text.Append(line.TrimEnd()).Append('\n');
    }

    // Code marks go, links keep their words, an escaped bar is a bar.
    private static string Plain(string markdown)
    {
        string text = System.Text.RegularExpressions.Regex.Replace(markdown, @"\[([^\]]*)\]\([^)]*\)", "$1");
        return text.Replace("`", "", StringComparison.Ordinal).Replace("**", "", StringComparison.Ordinal).Replace("\\|", "|", StringComparison.Ordinal);
    }
}
