using System;
using System.Collections.Generic;
using System.Management.Automation;

namespace PyAsync.PowerShell.Completion;

/// <summary>Finding things by a name that may have wildcards. Any thread.</summary>
internal static class NamePatterns
{
    /// <summary>What has just that name, else what the wildcards match; null for a pattern that is none, such as <c>[a</c>.</summary>
    public static List<T>? Matching<T>(List<T> all, string name, Func<T, string> nameOf)
    {
        List<T> named = all.FindAll(one => string.Equals(nameOf(one), name, StringComparison.OrdinalIgnoreCase));
        if (named.Count > 0)
        {
            return named;
        }
        return TryParse(name) is { } pattern ? all.FindAll(one => pattern.IsMatch(nameOf(one))) : null;
    }

    /// <summary>The pattern, or null where it is none.</summary>
    public static WildcardPattern? TryParse(string text)
    {
        try
        {
            WildcardPattern pattern = WildcardPattern.Get(text, WildcardOptions.IgnoreCase);
            // It is looked at when it is first used.
            _ = pattern.IsMatch("");
            return pattern;
        }
        catch (WildcardPatternException)
        {
            return null;
        }
    }
}
