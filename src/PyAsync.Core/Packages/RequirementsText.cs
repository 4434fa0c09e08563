using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Text.RegularExpressions;

namespace PyAsync.Packages;

/// <summary>A requirements.txt with the files that it names by <c>-r</c> and <c>-c</c>, and theirs. One thread.</summary>
internal sealed partial class RequirementsText
{
    private readonly StringBuilder _text = new();
    private readonly List<string> _lines = [];
    private readonly List<string> _unnamed = [];
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    /// <summary>Reads it. A file that it names and that is not there is the installer's to tell of.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public RequirementsText(string path) => Add(path, areWanted: true);

    /// <summary>The text of them all.</summary>
    public string Text => _text.ToString();

    /// <summary>The lines that name packages: those of constraints do not, and pip's options say where to get them, and not what.</summary>
    public IReadOnlyList<string> Lines => _lines;

    /// <summary>Whether a line names a file or a project by a path that begins at the folder in which the installer runs.</summary>
    public bool HasRelativePaths { get; private set; }

    /// <summary>What is wanted by an address or a path that does not tell which package it is.</summary>
    public IReadOnlyList<string> Unnamed => _unnamed;

    // Of one requirement, such as --hash=…
    [GeneratedRegex(@"\s+--[a-z].*$")]
    private static partial Regex Options();

    [GeneratedRegex(@"^[A-Za-z0-9._-]+\s*(?:\[[^\]]*\])?\s*@\s")]
    private static partial Regex Named();

    [GeneratedRegex(@"(?:^|[/\\])(?<name>[A-Za-z0-9_.]+)-(?<version>[^-/\\]+)(?:-[^-/\\]+){3,4}\.whl(?:$|[\s;#])", RegexOptions.IgnoreCase)]
    private static partial Regex Wheel();

    [GeneratedRegex(@"[#&]egg=(?<name>[A-Za-z0-9._-]+)")]
    private static partial Regex Egg();

    [GeneratedRegex(@"^(?:-e|--editable)(?:\s*=\s*|\s+|(?<=^-e))")]
    private static partial Regex Editable();

    [GeneratedRegex(@"^(?:(?<wanted>-r|--requirement)|-c|--constraint)(?:\s*=\s*|\s+|(?<=^-[rc]))(?<path>.+)$")]
    private static partial Regex Include();

    private void Add(string path, bool areWanted)
    {
        if (!_read.Add(path))
        {
            return;
        }
        string text = File.ReadAllText(path);
        _text.Append(text).Append('\n');
        foreach (string line in Whole(text))
        {
            int comment = line.StartsWith('#') ? 0 : line.IndexOf(" #", StringComparison.Ordinal);
            string word = (comment < 0 ? line : line[..comment]).Trim();
            if (Include().Match(word) is { Success: true } match)
            {
                string file = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, match.Groups["path"].Value.Trim('"', '\'')));
                if (File.Exists(file))
                {
                    Add(file, areWanted && match.Groups["wanted"].Success);
                }
                continue;
            }
            string place = Editable().Replace(word, "");
            HasRelativePaths |= IsRelativePath(place);
            if (areWanted && place.Length > 0 && place[0] != '-')
            {
                AddWanted(Options().Replace(place, ""), isNamed: place == word);
            }
        }
    }

    private void AddWanted(string word, bool isNamed)
    {
        if (isNamed && !IsPlace(word))
        {
            _lines.Add(word);
        }
        else if (Wheel().Match(word) is { Success: true } wheel)
        {
            _lines.Add($"{wheel.Groups["name"].Value}=={wheel.Groups["version"].Value}");
        }
        else if (Egg().Match(word) is { Success: true } egg)
        {
            _lines.Add(egg.Groups["name"].Value);
        }
        else
        {
            _unnamed.Add(word);
        }
    }

    // A backslash at a line's end joins the next one to it.
    private static IEnumerable<string> Whole(string text)
    {
        using StringReader reader = new(text);
        while (reader.ReadLine() is { } line)
        {
            while (line.EndsWith('\\') && !line.TrimStart().StartsWith('#'))
            {
                line = line[..^1] + (reader.ReadLine() ?? "");
            }
            yield return line;
        }
    }

    private static bool IsRelativePath(string word)
    {
        string path = word.Split(';')[0].Trim();
        return path.Length > 0 && path[0] != '-' && !path.Contains("://", StringComparison.Ordinal) && !Path.IsPathFullyQualified(path) && IsPlace(path);
    }

    // A path or an address, and no name; "name @ address" is one.
    private static bool IsPlace(string word) => !Named().IsMatch(word)
        && (word[0] == '.' || word.Split(';', '[')[0].AsSpan().ContainsAny('/', '\\') || word.EndsWith(".whl", StringComparison.OrdinalIgnoreCase));
}
