using System;
using System.Text.RegularExpressions;

namespace PyAsync.PowerShell.Pipeline;

/// <summary>
/// A line of text without what would move a terminal's cursor or clear a part of it, for a place in which text is put between
/// others: colours and links stay. Any thread.
/// </summary>
internal static partial class StillLine
{
    /// <summary>The line as a terminal would show it in the end: behind a carriage return it begins anew.</summary>
    public static string Of(string line)
    {
        line = line.TrimEnd('\r');
        line = line[(line.LastIndexOf('\r') + 1)..];
        return line.AsSpan().IndexOfAnyInRange('\0', '\x1f') < 0 && !line.Contains('\x7f', StringComparison.Ordinal) ? line : Moves().Replace(line, "");
    }

    // ECMA-48: control sequences but for SGR (final byte m), control strings but for links (OSC 8), single escapes, C0 but for the tab.
    [GeneratedRegex("""\x1b\[[0-?]*[ -/]*[@-ln-~]|\x1b\](?!8;)[^\x07\x1b]*(\x07|\x1b\\)|\x1b[PX^_][^\x1b]*\x1b\\|\x1b[ -/]*[0-OQ-WYZ`-~]|[\x00-\x06\x08\n-\x1a\x1c-\x1f\x7f]""", RegexOptions.ExplicitCapture)]
    private static partial Regex Moves();
}
