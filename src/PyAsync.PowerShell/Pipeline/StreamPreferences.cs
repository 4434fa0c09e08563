using System;
using System.Management.Automation;
using PyAsync.Calls;

namespace PyAsync.PowerShell.Pipeline;

/// <summary>What a command wants of what Python says, by its parameters and the preference variables. The pipeline's thread.</summary>
internal static class StreamPreferences
{
    private const int Debug = 10;
    private const int Verbose = 20;

    // Whether this process writes to a terminal does not change.
    private static readonly bool s_isTerminal = !Console.IsOutputRedirected;

    private static readonly bool s_canBeAsked = s_isTerminal && !Console.IsInputRedirected;

    /// <summary>The level that Python's log records are wanted from.</summary>
    public static int LogLevel(PSCmdlet cmdlet) =>
        ShowsDebug(cmdlet) ? Debug
        : ShowsVerbose(cmdlet) ? Verbose
        : CallOrigin.UsualLogLevel;

    /// <summary>Whether the command shows verbose records.</summary>
    public static bool ShowsVerbose(PSCmdlet cmdlet) => IsWanted(cmdlet, "Verbose", "VerbosePreference");

    /// <summary>Whether the command shows debug records.</summary>
    public static bool ShowsDebug(PSCmdlet cmdlet) => IsWanted(cmdlet, "Debug", "DebugPreference");

    /// <summary>Whether a person sees the Information stream of this command as it comes.</summary>
    public static bool IsSeen(PSCmdlet cmdlet) =>
        s_isTerminal && cmdlet.Host?.Name == "ConsoleHost" && !cmdlet.MyInvocation.BoundParameters.ContainsKey("InformationAction") && !CommandRecords.IsInformationRedirected(cmdlet);

    /// <summary>Whether a person can be asked: the host has the terminal, and reads it.</summary>
    public static bool IsAtTerminal(PSCmdlet cmdlet) => s_canBeAsked && cmdlet.Host?.Name == "ConsoleHost";

    private static bool IsWanted(PSCmdlet cmdlet, string parameter, string variable)
    {
        if (cmdlet.MyInvocation.BoundParameters.TryGetValue(parameter, out object? given))
        {
            return given is SwitchParameter { IsPresent: true };
        }
        object? preference = cmdlet.SessionState.PSVariable.GetValue(variable);
        return preference is ActionPreference action
            ? action is not (ActionPreference.SilentlyContinue or ActionPreference.Ignore)
            : preference is not null && !string.Equals(preference.ToString(), nameof(ActionPreference.SilentlyContinue), StringComparison.OrdinalIgnoreCase);
    }
}
