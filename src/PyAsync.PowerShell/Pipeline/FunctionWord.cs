using System.Text.RegularExpressions;

namespace PyAsync.PowerShell.Pipeline;

/// <summary>What a text that is given as <c>-Function</c> names: a function of a module, of a file, or nothing that can be called.</summary>
internal readonly partial record struct FunctionWord
{
    /// <summary>Takes the text apart.</summary>
    public FunctionWord(string text)
    {
        text = text.Trim();
        Match file = File().Match(text);
        Path = file.Success ? file.Groups["path"].Value : null;
        Function = file.Groups["function"].Value;
        IsName = file.Success || Name().IsMatch(text);
    }

    /// <summary>The file, of <c>my.py</c> or <c>./my.py:function</c>; null where a module is named.</summary>
    public string? Path { get; }

    /// <summary>The file's function; empty where none is named.</summary>
    public string Function { get; }

    /// <summary>Whether it can name something; else it is likely code.</summary>
    public bool IsName { get; }

    [GeneratedRegex(@"^(?<path>.+\.pyw?)(?::(?<function>[\w.]+))?$", RegexOptions.IgnoreCase)]
    private static partial Regex File();

    // Dots and a colon between names, in any number: what is wrong with them Python tells.
    [GeneratedRegex(@"^[\w.:<>-]+$")]
    private static partial Regex Name();
}
