using System;
using System.Management.Automation;
using System.Reflection;

namespace PyAsync.PowerShell.Errors;

/// <summary>
/// The record of an error that a script block raised and Python let through. It keeps its position and, where it has one of
/// its own, its id; its target is the pipeline's item that failed.
/// </summary>
internal static class ScriptBlockError
{
    /// <summary>How the script begins that runs a script block for Python: an error that has its place there has none of its own.</summary>
    public const string WrapperStart = ". { try { $args[0][0] = @(";

    // Both are what the constructor sets; no other way changes them without losing the position.
    private static readonly FieldInfo? s_target = Field("_target");
    private static readonly FieldInfo? s_errorId = Field("_errorId");

    // PowerShell's own, for errors that pass through a command.
    private static readonly PropertyInfo? s_keepsPosition = typeof(ErrorRecord).GetProperty("PreserveInvocationInfoOnce", BindingFlags.NonPublic | BindingFlags.Instance);

    /// <summary>The record for the command that awaited.</summary>
    public static ErrorRecord Of(ErrorRecord carried, object? target, bool hasItem)
    {
        // "throw 'words'" makes the words id and target.
        bool isPlain = carried.TargetObject is string words && carried.FullyQualifiedErrorId == words && carried.Exception.Message == words;
        ErrorRecord record = new(carried, null);
        if (carried.InvocationInfo is { PositionMessage.Length: > 0 } place && place.Line?.StartsWith(WrapperStart, StringComparison.Ordinal) is not true)
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

    private static FieldInfo? Field(string name) => typeof(ErrorRecord).GetField(name, BindingFlags.NonPublic | BindingFlags.Instance);
}
