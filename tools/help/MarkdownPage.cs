using System;
using System.Collections.Generic;
using Markdig;
using Markdig.Extensions.Yaml;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace PyAsync.Help;

/// <summary>A link of a page.</summary>
internal sealed record Link(string Text, string Target);

/// <summary>A heading with everything up to the next heading of its level.</summary>
internal sealed class Section(string title, string source)
{
    private readonly List<Block> _blocks = [];

    public string Title => title;

    public List<Section> Parts { get; } = [];

    /// <summary>The text without its code blocks, as it stands in the source.</summary>
    public string Prose
    {
        get
        {
            List<string> texts = [];
            foreach (Block block in _blocks)
            {
                if (block is not FencedCodeBlock)
                {
                    texts.Add(source[block.Span.Start..(block.Span.End + 1)].Trim());
                }
            }
            return string.Join("\n\n", texts);
        }
    }

    public List<Link> Links
    {
        get
        {
            List<Link> links = [];
            foreach (Block block in _blocks)
            {
                foreach (LinkInline link in block.Descendants<LinkInline>())
                {
                    links.Add(new Link(link.FirstChild?.ToString() ?? "", link.Url ?? ""));
                }
            }
            return links;
        }
    }

    /// <summary>The code blocks that are marked with a language, one after the other.</summary>
    public string Code(string language)
    {
        List<string> texts = [];
        foreach (Block block in _blocks)
        {
            if (block is FencedCodeBlock code && (code.Info ?? "") == language)
            {
                texts.Add(code.Lines.ToString());
            }
        }
        return string.Join("\n\n", texts);
    }

    public void Add(Block block) => _blocks.Add(block);
}

/// <summary>A markdown file as sections of sections, with its front matter.</summary>
internal sealed class MarkdownPage
{
    private static readonly MarkdownPipeline s_pipeline = new MarkdownPipelineBuilder().UseYamlFrontMatter().Build();

    private readonly List<Section> _sections = [];

    public MarkdownPage(string source)
    {
        source = source.ReplaceLineEndings("\n");
        Section? section = null;
        Section? part = null;
        foreach (Block block in Markdown.Parse(source, s_pipeline))
        {
            switch (block)
            {
                case YamlFrontMatterBlock front:
                    FrontMatter = YamlMap.Parse(front.Lines.ToString());
                    break;
                case HeadingBlock { Level: 2 } heading:
                    part = null;
                    section = new Section(TitleOf(heading, source), source);
                    _sections.Add(section);
                    break;
                case HeadingBlock { Level: 3 } heading when section is not null:
                    part = new Section(TitleOf(heading, source), source);
                    section.Parts.Add(part);
                    break;
                default:
                    (part ?? section)?.Add(block);
                    break;
            }
        }
    }

    public YamlMap FrontMatter { get; } = YamlMap.Parse("");

    public Section Section(string title) => _sections.Find(section => section.Title == title)
        ?? throw new FormatException($"The section '## {title}' is missing.");

    private static string TitleOf(HeadingBlock heading, string source) =>
        source[heading.Span.Start..(heading.Span.End + 1)].TrimStart('#').Trim();
}
