using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Reflection;
using System.Text.RegularExpressions;
using PyAsync.PowerShell.Pipeline;

namespace PyAsync.PowerShell.Errors;

/// <summary>
/// The record of an error that a script block raised and Python let through. It keeps its position and, where it has one of
/// its own, its id; its target is the pipeline's item that failed.
/// </summary>
internal static partial class ScriptBlockError
{
    /// <summary>How the script begins that runs a script block for Python: an error that has its place there has none of its own.</summary>
    public const string WrapperStart = ". { try { $args[0][0] = @(";

    // Both are what the constructor sets; no other way changes them without losing the position.
    private static readonly FieldInfo? s_target = Field("_target");
    private static readonly FieldInfo? s_errorId = Field("_errorId");
    private static readonly FieldInfo? s_invocation = Field("_invocationInfo");

    // PowerShell's own, for errors that pass through a command.
    private static readonly PropertyInfo? s_keepsPosition = typeof(ErrorRecord).GetProperty("PreserveInvocationInfoOnce", BindingFlags.NonPublic | BindingFlags.Instance);

    /// <summary>
    /// Lets a record that a script block has written keep its id and place where a command writes it on. Write-Error names its
    /// caller's place, which is ours where the block itself calls it: then it gets the line of Write-Error.
    /// </summary>
    public static void Keep(ErrorRecord written)
    {
        if (written.InvocationInfo is not { } place)
        {
            return;
        }
        if (!HasOwnPlace(written))
        {
            s_invocation?.SetValue(written, InvocationInfo.Create(place.MyCommand, FirstLineOf(written.ScriptStackTrace)));
        }
        s_keepsPosition?.SetValue(written, true);
    }

    /// <summary>The record for the command that awaited.</summary>
    public static ErrorRecord Of(ErrorRecord carried, object? target, bool hasItem)
    {
        // "throw 'words'" makes the words id and target.
        bool isPlain = carried.TargetObject is string words && carried.FullyQualifiedErrorId == words && carried.Exception.Message == words;
        ErrorRecord record = new(carried, null);
        if (HasOwnPlace(carried))
        {
            // Else the command that writes it would take its place. Write-Error has none: it names its caller, which is the wrapper.
            s_keepsPosition?.SetValue(record, true);
        }
        if (!isPlain && !hasItem)
        {
            return record;
        }
        if (isPlain)
        {
            s_errorId?.SetValue(record, ErrorTable.Prefix + "ScriptBlockFailed");
        }
        s_target?.SetValue(record, target);
        return record;
    }

    // Nowhere where no file has it.
    private static ScriptExtent FirstLineOf(string? stackTrace)
    {
        Match place = FirstPlace().Match(stackTrace ?? "");
        string file = place.Groups["file"].Value;
        if (!place.Success || !File.Exists(file))
        {
            return new ScriptExtent(new ScriptPosition(null, 0, 0, null), new ScriptPosition(null, 0, 0, null));
        }
        int number = int.Parse(place.Groups["line"].ValueSpan, CultureInfo.InvariantCulture);
        string line = File.ReadLines(file).ElementAtOrDefault(number - 1) ?? "";
        int start = line.Length - line.TrimStart().Length;
        return new ScriptExtent(new ScriptPosition(file, number, start + 1, line), new ScriptPosition(file, number, line.TrimEnd().Length + 1, line));
    }

    // "at <ScriptBlock>, /home/me/deploy.ps1: line 17", in the user's language.
    [GeneratedRegex(@"\A[^,\n]*, (?<file>[^\n]+): \D*(?<line>\d+)")]
    private static partial Regex FirstPlace();

    private static bool HasOwnPlace(ErrorRecord record) =>
        record.InvocationInfo is { PositionMessage.Length: > 0 } place
        && place.Line is var line
        && line?.StartsWith(WrapperStart, StringComparison.Ordinal) is not true
        && line?.StartsWith(ScopedBlock.BodyStart, StringComparison.Ordinal) is not true;

    private static FieldInfo? Field(string name) => typeof(ErrorRecord).GetField(name, BindingFlags.NonPublic | BindingFlags.Instance);
}
