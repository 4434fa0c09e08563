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
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    /// <summary>Reads it. A file that it names and that is not there is the installer's to tell of.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public RequirementsText(string path) => Add(path, areWanted: true);

    /// <summary>The text of them all.</summary>
    public string Text => _text.ToString();

    /// <summary>The lines that name packages: those of constraints do not, and pip's options say where to get them, and not what.</summary>
    public IReadOnlyList<string> Lines => _lines;

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
        using StringReader reader = new(text);
        while (reader.ReadLine() is { } line)
        {
            int comment = line.StartsWith('#') ? 0 : line.IndexOf(" #", StringComparison.Ordinal);
            string word = (comment < 0 ? line : line[..comment]).Trim().TrimEnd('\\').Trim();
            if (Include().Match(word) is { Success: true } match)
            {
                string file = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, match.Groups["path"].Value.Trim('"', '\'')));
                if (File.Exists(file))
                {
                    Add(file, areWanted && match.Groups["wanted"].Success);
                }
            }
            else if (areWanted && word.Length > 0 && !word.StartsWith('-'))
            {
                _lines.Add(word);
            }
        }
    }
}
