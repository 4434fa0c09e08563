using System;
using System.Collections.Generic;
using System.Text.RegularExpressions;

namespace PyAsync.Packages;

/// <summary>
/// What must hold for a package to be wanted, as PEP 508 writes it behind a <c>;</c>:
/// <c>sys_platform == "win32" and python_version &lt; "3.12"</c>. What the names mean, an interpreter tells. Any thread.
/// </summary>
internal sealed partial class PackageMarker
{
    // What older files call them.
    private static readonly Dictionary<string, string> s_olderNames = new(StringComparer.Ordinal)
    {
        ["os.name"] = "os_name",
        ["sys.platform"] = "sys_platform",
        ["platform.version"] = "platform_version",
        ["platform.machine"] = "platform_machine",
        ["platform.python_implementation"] = "platform_python_implementation",
        ["python_implementation"] = "platform_python_implementation",
    };

    private readonly string _text;
    private readonly Func<IReadOnlyDictionary<string, string>, bool> _holds;

    private PackageMarker(string text)
    {
        _text = text;
        Queue<Match> words = Words(text);
        _holds = Either(words);
        if (words.Count > 0)
        {
            throw Wrong(words.Peek().Value);
        }
    }

    /// <summary>The names that a marker may use, of which an interpreter tells the values.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "os_name", "sys_platform", "platform_machine", "platform_python_implementation", "platform_release", "platform_system",
        "platform_version", "python_version", "python_full_version", "implementation_name", "implementation_version", "extra",
    ];

    [GeneratedRegex("""\G\s*(?:(?<mark>[()])|(?<operator>===|~=|==|!=|<=|>=|<|>|(?:not\s+)?in\b)|(?<joint>and|or)\b|(?<name>[A-Za-z_][A-Za-z0-9_.]*)|"(?<text>[^"]*)"|'(?<text>[^']*)')""")]
    private static partial Regex Word();

    [GeneratedRegex(@"^not\s+in$")]
    private static partial Regex NotIn();

    /// <summary>Reads a marker.</summary>
    /// <exception cref="FormatException">The text is none.</exception>
    public static PackageMarker Parse(string text) => new(text.Trim());

    /// <summary>Whether it holds.</summary>
    /// <param name="values">What the names mean; one that is missing is empty.</param>
    public bool Holds(IReadOnlyDictionary<string, string> values) => _holds(values);

    /// <summary>As it was written.</summary>
    public override string ToString() => _text;

    private Queue<Match> Words(string text)
    {
        Queue<Match> words = new();
        int end = 0;
        for (Match word = Word().Match(text); word.Success; word = word.NextMatch())
        {
            words.Enqueue(word);
            end = word.Index + word.Length;
        }
        return text[end..].Trim().Length == 0 ? words : throw Wrong(text[end..].Trim());
    }

    private Func<IReadOnlyDictionary<string, string>, bool> Either(Queue<Match> words)
    {
        Func<IReadOnlyDictionary<string, string>, bool> left = Both(words);
        while (Take(words, "joint", "or"))
        {
            Func<IReadOnlyDictionary<string, string>, bool> first = left, second = Both(words);
            left = values => first(values) || second(values);
        }
        return left;
    }

    private Func<IReadOnlyDictionary<string, string>, bool> Both(Queue<Match> words)
    {
        Func<IReadOnlyDictionary<string, string>, bool> left = One(words);
        while (Take(words, "joint", "and"))
        {
            Func<IReadOnlyDictionary<string, string>, bool> first = left, second = One(words);
            left = values => first(values) && second(values);
        }
        return left;
    }

    private Func<IReadOnlyDictionary<string, string>, bool> One(Queue<Match> words)
    {
        if (Take(words, "mark", "("))
        {
            Func<IReadOnlyDictionary<string, string>, bool> inner = Either(words);
            return Take(words, "mark", ")") ? inner : throw Wrong("a ')' is missing");
        }
        Func<IReadOnlyDictionary<string, string>, string> left = Value(words);
        if (!words.TryDequeue(out Match? word) || !word.Groups["operator"].Success)
        {
            throw Wrong("a comparison is missing");
        }
        string comparison = NotIn().Replace(word.Groups["operator"].Value, "not in");
        Func<IReadOnlyDictionary<string, string>, string> right = Value(words);
        return values => Compare(left(values), comparison, right(values));
    }

    private Func<IReadOnlyDictionary<string, string>, string> Value(Queue<Match> words)
    {
        if (!words.TryDequeue(out Match? word))
        {
            throw Wrong("it ends too early");
        }
        if (word.Groups["text"] is { Success: true } text)
        {
            return _ => text.Value;
        }
        string name = s_olderNames.GetValueOrDefault(word.Groups["name"].Value, word.Groups["name"].Value);
        if (name.Length == 0 || !System.Linq.Enumerable.Contains(Names, name))
        {
            throw Wrong($"'{word.Value.Trim()}' is no name of a marker");
        }
        return values => values.GetValueOrDefault(name, "");
    }

    private static bool Take(Queue<Match> words, string group, string text)
    {
        bool isThere = words.TryPeek(out Match? word) && word.Groups[group].Value == text;
        if (isThere)
        {
            words.Dequeue();
        }
        return isThere;
    }

    // As versions where both sides are some, else as texts.
    private static bool Compare(string left, string comparison, string right)
    {
        switch (comparison)
        {
            case "in": return right.Contains(left, StringComparison.Ordinal);
            case "not in": return !right.Contains(left, StringComparison.Ordinal);
        }
        if (PackageVersion.TryParse(left.TrimEnd('+')) is { } version && RangeOf(comparison + right.TrimEnd('+')) is { } range)
        {
            return range.Contains(version);
        }
        int order = string.CompareOrdinal(left, right);
        return comparison switch
        {
            "==" or "===" => order == 0,
            "!=" => order != 0,
            "<" => order < 0,
            "<=" => order <= 0,
            ">" => order > 0,
            ">=" => order >= 0,
            _ => false,
        };
    }

    private static VersionRange? RangeOf(string text)
    {
        try
        {
            return VersionRange.Parse(text);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private FormatException Wrong(string what) => new($"'{_text}' is no marker, such as sys_platform == \"win32\": {what}");
}
