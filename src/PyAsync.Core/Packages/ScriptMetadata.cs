using System;
using System.Collections.Generic;
using System.IO;
using System.Text;

namespace PyAsync.Packages;

/// <summary>What a Python file says of the Python and the packages that it needs, in a <c># /// script</c> block (PEP 723). Any thread.</summary>
internal sealed class ScriptMetadata
{
    private const string Begin = "# /// script";
    private const string End = "# ///";

    // A file that is larger is none that a person wrote.
    private const int LargestFile = 16 * 1024 * 1024;

    private ScriptMetadata(string path, string block)
    {
        Path = path;
        Block = block;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The text of the block, without the marks of comments.</summary>
    public string Block { get; }

    /// <summary>The versions of Python that it runs on; every one where it names none.</summary>
    public VersionRange RequiresPython { get; private init; } = VersionRange.Any;

    /// <summary>The packages that it needs.</summary>
    public IReadOnlyList<PackageRequirement> Dependencies { get; private init; } = [];

    /// <summary>The file's block; null where it has none.</summary>
    /// <exception cref="FormatException">There is one that cannot be read; the message says why.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public static ScriptMetadata? Read(string path)
    {
        if (new FileInfo(path) is not { Exists: true, Length: < LargestFile })
        {
            return null;
        }
        string text = File.ReadAllText(path);
        return text.Contains(Begin, StringComparison.Ordinal) && FindBlock(text) is { } block ? Parse(path, block) : null;
    }

    private static ScriptMetadata Parse(string path, string block)
    {
        Dictionary<string, object> toml = TomlReader.Read(block);
        return new ScriptMetadata(path, block)
        {
            RequiresPython = VersionRange.OfPython(toml),
            Dependencies = TomlTable.Texts(toml, "dependencies").ConvertAll(PackageRequirement.Parse),
        };
    }

    // As the expression of PEP 723 finds it: the last line that ends a block of comments ends it.
    private static string? FindBlock(string text)
    {
        string[] lines = text.ReplaceLineEndings("\n").Split('\n');
        string? found = null;
        for (int i = 0; i < lines.Length; i++)
        {
            if (lines[i].TrimEnd() != Begin)
            {
                continue;
            }
            int last = i;
            int end = -1;
            while (last + 1 < lines.Length && (lines[last + 1] == "#" || lines[last + 1].StartsWith("# ", StringComparison.Ordinal)))
            {
                last++;
                end = lines[last].TrimEnd() == End ? last : end;
            }
            if (end < 0)
            {
                continue;
            }
            if (found is not null)
            {
                throw new FormatException("the file has two '# /// script' blocks");
            }
            StringBuilder block = new();
            foreach (string line in lines[(i + 1)..end])
            {
                block.Append(line.Length > 2 ? line[2..] : "").Append('\n');
            }
            found = block.ToString();
            i = end;
        }
        return found;
    }
}
