using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;

namespace PyAsync.Environments;

/// <summary>What an installer's printed lines say of its failure. Any thread.</summary>
internal sealed partial class InstallerWords
{
    // More than that is for -Verbose.
    private const int MostErrors = 2;
    private const int MostDetails = 5;
    private const int MostQuoted = 600;

    private readonly string[] _lines;

    /// <summary>Reads the lines.</summary>
    public InstallerWords(string[] lines)
    {
        _lines = lines;
        Said = Quote();
        Unreachable = lines.Select(line => Network().Match(line)).LastOrDefault(match => match.Success)?.Groups["reason"].Value.Trim();
        Index = lines.Select(line => Indexes().Match(line)).FirstOrDefault(match => match.Success)?.Groups["index"].Value;
        string[] mismatch = [.. lines.SkipWhile(line => !Mismatch().IsMatch(line)).Take(2)];
        AnotherFile = mismatch.Select(line => File().Match(line)).FirstOrDefault(match => match.Success)?.Groups["file"].Value;
    }

    /// <summary>Its errors with their details, in one line; empty where it printed none.</summary>
    public string Said { get; }

    /// <summary>Why an index was not reached; null where that is not what failed.</summary>
    public string? Unreachable { get; }

    /// <summary>The index that was asked; null where it does not say.</summary>
    public string? Index { get; }

    /// <summary>The package whose file has none of the hashes that are allowed, with the file where the installer says it; null where that is not what failed.</summary>
    public string? AnotherFile { get; }

    // A number of the system's alone may be that of a full disk.
    [GeneratedRegex(@"connect.*\[Errno -?\d+\] (?<reason>[^'""\])]+)|(?<reason>tcp connect error|dns error|connection refused|timed out|CERTIFICATE_VERIFY_FAILED)", RegexOptions.IgnoreCase)]
    private static partial Regex Network();

    [GeneratedRegex(@"DO NOT MATCH THE HASHES|^\W*(Caused by: )?Hash mismatch for ")]
    private static partial Regex Mismatch();

    // pip names the file in the line below, uv the package in the same.
    [GeneratedRegex(@"Hash mismatch for `(?<file>[^`]+)`|^\s+(?<file>\S+ from [^\s#]+)")]
    private static partial Regex File();

    // Without what a password would stand in: pip itself hides those.
    [GeneratedRegex(@"^Looking in indexes: (?<index>\S.*)$|Failed to fetch: `(?<index>[^`@]+)`")]
    private static partial Regex Indexes();

    // pip's and uv's ways to begin an error.
    [GeneratedRegex(@"^\s*(ERROR:|error:|×) *(?<text>.*)$")]
    private static partial Regex Error();

    // What uv puts in front of a cause.
    [GeneratedRegex(@"^\s*([╰├│─▶]+ *|Caused by: )")]
    private static partial Regex Cause();

    private string Quote()
    {
        List<string> errors = [];
        for (int i = 0; i < _lines.Length; i++)
        {
            if (Error().Match(_lines[i]) is { Success: true } match)
            {
                errors.Add(string.Join(" ", Details(i).Prepend(match.Groups["text"].Value.Trim())));
            }
        }
        string said = errors.Count > 0 ? string.Join(" ", errors.TakeLast(MostErrors)) : _lines.LastOrDefault(line => line.Trim().Length > 0)?.Trim() ?? "";
        return said.Length <= MostQuoted ? said : said[..(MostQuoted - 1)] + "…";
    }

    // The lines below an error that stand further in, or that say its cause.
    private IEnumerable<string> Details(int error)
    {
        int indent = Indent(_lines[error]);
        return _lines.Skip(error + 1).TakeWhile(line => line.Trim().Length > 0 && (Indent(line) > indent || Cause().IsMatch(line)))
            .Take(MostDetails).Select(line => Cause().Replace(line, "").Trim());
    }

    private static int Indent(string line) => line.Length - line.TrimStart().Length;
}
