using System;
using System.Buffers;
using System.Collections;
using System.IO;
using System.Linq;
using System.Management.Automation;
using PyAsync.Packages;

namespace PyAsync.PowerShell.Completion;

/// <summary>What completers share: the word without its quotes, results in quotes where they need them, the session's location. The pipeline's thread.</summary>
internal static class CompletionText
{
    private static readonly SearchValues<char> s_special = SearchValues.Create(" '\"$`;(){}|&<>,@#\t\u2018\u2019\u201A\u201B");

    /// <summary>The word as it was typed, without quotes.</summary>
    public static string Word(string? typed) => (typed ?? "").Trim('\'', '"');

    /// <summary>A text as an argument: one that PowerShell would read otherwise is put in quotes.</summary>
    public static string Argument(string text) =>
        text.AsSpan().IndexOfAny(s_special) >= 0 ? ShellWord.Quote(text) : text;

    /// <summary>A result, as an argument.</summary>
    public static CompletionResult Result(string text, string? shown = null, string? explanation = null) => new(
        Argument(text),
        string.IsNullOrEmpty(shown) ? text : shown,
        CompletionResultType.ParameterValue,
        string.IsNullOrEmpty(explanation) ? text : explanation);

    /// <summary>Whether a text begins as what was typed.</summary>
    public static bool Begins(string text, string word) => text.StartsWith(word, StringComparison.OrdinalIgnoreCase);

    /// <summary>The location in the file system.</summary>
    public static string Location()
    {
        // Made anew, as one that another runspace has used would run there.
        ScriptBlock location = ScriptBlock.Create("$ExecutionContext.SessionState.Path.CurrentFileSystemLocation.ProviderPath");
        return location.Invoke().FirstOrDefault()?.BaseObject as string ?? Environment.CurrentDirectory;
    }

    /// <summary>A path as it was typed as a full one.</summary>
    public static string Full(string path, string location) =>
        path.StartsWith('~') ? Path.Join(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), path[1..]) : Path.GetFullPath(path, location);

    /// <summary>A parameter's text among those that were typed so far.</summary>
    public static string? Given(IDictionary bound, string name) => (bound[name] is PSObject wrapped ? wrapped.BaseObject : bound[name]) as string;
}
