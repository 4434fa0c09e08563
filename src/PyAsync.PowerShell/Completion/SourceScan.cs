using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;

namespace PyAsync.PowerShell.Completion;

/// <summary>
/// The functions at the margin of a Python source file, read as text: where Python does not run yet it is not started for a
/// Tab. What it runs it tells better, by <c>pyasync._complete</c>. Any thread.
/// </summary>
internal static partial class SourceScan
{
    private const string Opening = "([{";
    private const string Closing = ")]}";

    /// <summary>The functions, coroutine functions first, each with its first line.</summary>
    public static List<PythonOffer> Functions(string file) =>
    [
        .. from match in Definition().Matches(Read(file))
           let kind = match.Groups["async"].Success ? "async" : "sync"
           let name = match.Groups["name"].Value
           orderby kind, name
           select new PythonOffer(name, kind, match.Value.TrimEnd(':', ' ', '\r')),
    ];

    /// <summary>The parameters of a function, as <see cref="PythonOffers.Parameters"/> has them.</summary>
    public static List<PythonOffer> Parameters(string file, string function)
    {
        string text = Read(file);
        Match? found = Definition().Matches(text).FirstOrDefault(match => match.Groups["name"].Value == function);
        List<PythonOffer> parameters = [];
        string kind = "POSITIONAL_OR_KEYWORD";
        foreach (string written in found is null ? [] : Split(text, found.Groups["open"].Index + 1))
        {
            string parameter = Space().Replace(written, " ").Trim();
            if (parameter is "" or "/" or "*")
            {
                kind = parameter == "*" ? "KEYWORD_ONLY" : kind;
                continue;
            }
            Match parts = Parameter().Match(parameter);
            string stars = parts.Groups["stars"].Value;
            string own = stars.Length switch { 1 => "VAR_POSITIONAL", 2 => "VAR_KEYWORD", _ => kind };
            kind = stars.Length == 1 ? "KEYWORD_ONLY" : kind;
            Match choices = Literal().Match(parts.Groups["type"].Value);
            string words = string.Join(',', choices.Groups["word"].Captures.Select(word => word.Value.Trim('\'', '"')));
            parameters.Add(new PythonOffer(stars + parts.Groups["name"].Value, own, $"{words}\x1f{parts.Groups["default"].Value.Trim()}\x1f{parameter}"));
        }
        return parameters;
    }

    private static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // There is nothing to offer of it.
            return "";
        }
    }

    // What stands between commas up to the bracket that closes. Commas within brackets and texts are no ends; comments go.
    private static List<string> Split(string text, int from)
    {
        List<string> parts = [];
        int depth = 0;
        string part = "";
        for (int i = from; i < text.Length; i++)
        {
            char c = text[i];
            if (c == '#')
            {
                i = text.IndexOf('\n', i) is >= 0 and var end ? end : text.Length;
                continue;
            }
            if (c is '\'' or '"')
            {
                int end = text.IndexOf(c, i + 1);
                if (end < 0)
                {
                    break;
                }
                part += text[i..(end + 1)];
                i = end;
                continue;
            }
            depth += Opening.Contains(c, StringComparison.Ordinal) ? 1 : Closing.Contains(c, StringComparison.Ordinal) ? -1 : 0;
            if (depth < 0)
            {
                parts.Add(part);
                return parts;
            }
            if (c == ',' && depth == 0)
            {
                parts.Add(part);
                part = "";
            }
            else
            {
                part += c;
            }
        }
        return [];
    }

    [GeneratedRegex(@"^(?<async>async\s+)?def\s+(?<name>[^\W_]\w*)\s*(?<open>\().*$", RegexOptions.Multiline)]
    private static partial Regex Definition();

    [GeneratedRegex(@"^(?<stars>\*{0,2})(?<name>\w+)\s*(?::(?<type>[^=]+))?(?:=(?<default>.*))?$", RegexOptions.Singleline)]
    private static partial Regex Parameter();

    [GeneratedRegex(@"\bLiteral\[(?:\s*(?<word>'[^']*'|""[^""]*""|\d+)\s*,?)+\]")]
    private static partial Regex Literal();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
