using System;
using System.Diagnostics;
using System.Reflection;

namespace PyAsync.PowerShell.Values;

/// <summary>
/// Who in PowerShell asks for something of a live object, by this thread's stack: nothing else tells a person's look from a
/// script's use. It costs tens of microseconds, so it is asked only where it matters.
/// </summary>
internal static class Askers
{
    private const string Automation = "System.Management.Automation.";
    private const string Views = "Microsoft.PowerShell.Commands.Internal.Format.";

    private static readonly string[] s_completion = [Automation + "CommandCompletion", Automation + "CompletionCompleters", Automation + "CompletionAnalysis"];

    private static readonly string[] s_shows = [Views, "Microsoft.PowerShell.Commands.GetMemberCommand"];

    // A view's frame outside of a command's frame belongs to another command, not to the one that asks.
    private const string Command = Automation + "CommandProcessor";

    // The ways by which PowerShell asks for items.
    private static readonly string[] s_enumeration = [Automation + "LanguagePrimitives", Automation + "EnumerableTWrapper"];

    /// <summary>Whether it is completion, a view or Get-Member: a person waits for the answer.</summary>
    public static bool IsLook()
    {
        bool isOfCommand = false;
        foreach (StackFrame frame in new StackTrace(false).GetFrames())
        {
            if (frame.GetMethod()?.DeclaringType?.FullName is not { } type)
            {
                continue;
            }
            if (IsOne(type, s_completion) || (!isOfCommand && IsOne(type, s_shows)))
            {
                return true;
            }
            isOfCommand |= type.StartsWith(Command, StringComparison.Ordinal);
        }
        return false;
    }

    /// <summary>Whether the nearest PowerShell frame enumerates only to make a text.</summary>
    public static bool IsShowing()
    {
        foreach (StackFrame frame in new StackTrace(false).GetFrames())
        {
            MethodBase? method = frame.GetMethod();
            if (method?.DeclaringType?.FullName is not { } type)
            {
                return false;
            }
            bool isPowerShell = type.StartsWith(Automation, StringComparison.Ordinal) || type.StartsWith("Microsoft.", StringComparison.Ordinal);
            if (isPowerShell && !IsOne(type, s_enumeration))
            {
                return type == Automation + "PSObject"
                    ? method.Name.StartsWith("ToString", StringComparison.Ordinal)
                    : type.StartsWith(Views, StringComparison.Ordinal) || type == "Microsoft.PowerShell.Commands.WriteHostCommand";
            }
        }
        return false;
    }

    private static bool IsOne(string type, string[] names) => Array.Exists(names, name => type.StartsWith(name, StringComparison.Ordinal));
}
