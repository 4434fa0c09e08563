using System;
using System.Collections.Generic;

namespace PyAsync.Help;

/// <summary>The part of YAML that PlatyPS writes: names with a word, a list of words, or a list of such maps.</summary>
internal sealed class YamlMap
{
    private readonly Dictionary<string, string> _texts = [];
    private readonly Dictionary<string, List<string>> _lists = [];
    private readonly Dictionary<string, List<YamlMap>> _maps = [];

    public static YamlMap Parse(string source)
    {
        YamlMap root = new();
        string list = "";
        YamlMap? item = null;
        foreach (string line in source.Split('\n'))
        {
            string text = line.Trim();
            if (text.Length == 0)
            {
                continue;
            }
            if (text.StartsWith("- ", StringComparison.Ordinal))
            {
                item = null;
                if (text.Contains(": ", StringComparison.Ordinal))
                {
                    item = new YamlMap();
                    root._maps[list].Add(item);
                    item.Put(text[2..]);
                }
                else
                {
                    root._lists[list].Add(Unquote(text[2..]));
                }
            }
            else if (line[0] == ' ' && item is not null)
            {
                item.Put(text);
            }
            else
            {
                item = null;
                list = root.Put(text);
            }
        }
        return root;
    }

    public string Text(string name) => _texts.TryGetValue(name, out string? text) ? text : throw new FormatException($"'{name}' is missing.");

    public bool Flag(string name) => string.Equals(Text(name), "true", StringComparison.OrdinalIgnoreCase);

    public IReadOnlyList<string> Texts(string name) => _lists.TryGetValue(name, out List<string>? list) ? list : [];

    public IReadOnlyList<YamlMap> Maps(string name) => _maps.TryGetValue(name, out List<YamlMap>? list) ? list : [];

    private string Put(string text)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
        {
            throw new FormatException($"'{text}' is no 'name: value'.");
        }
        string name = text[..colon];
        string value = text[(colon + 1)..].Trim();
        _texts[name] = value == "[]" ? "" : Unquote(value);
        _lists[name] = [];
        _maps[name] = [];
        return name;
    }

    private static string Unquote(string text) =>
        text is ['\'', .., '\''] or ['"', .., '"'] ? text[1..^1].Replace("''", "'", StringComparison.Ordinal) : text;
}
