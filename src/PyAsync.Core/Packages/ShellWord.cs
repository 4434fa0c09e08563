using System.Text.RegularExpressions;

namespace PyAsync.Packages;

/// <summary>A word of a command in a message, which a person copies into PowerShell. Any thread.</summary>
internal static partial class ShellWord
{
    // Each of them ends a text to PowerShell; two are one.
    [GeneratedRegex("['\u2018\u2019\u201a\u201b]")]
    private static partial Regex Quotes();

    /// <summary>The word between quotes.</summary>
    public static string Quote(string word) => $"'{Quotes().Replace(word, "$0$0")}'";
}
