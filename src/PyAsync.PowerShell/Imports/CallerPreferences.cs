using System.Collections.Generic;
using System.Management.Automation;

namespace PyAsync.PowerShell.Imports;

/// <summary>
/// The preference variables of whoever calls an imported command. A function of a module sees only the global ones, where a
/// cmdlet has its caller's: what a script or a function around it has set, or has been given as <c>-WhatIf</c>. The
/// pipeline's thread.
/// </summary>
internal static class CallerPreferences
{
    // Each with the parameter that stands for it.
    private static readonly (string Variable, string Parameter)[] s_all =
    [
        ("ErrorActionPreference", "ErrorAction"),
        ("WarningPreference", "WarningAction"),
        ("InformationPreference", "InformationAction"),
        ("ProgressPreference", "ProgressAction"),
        ("VerbosePreference", "Verbose"),
        ("DebugPreference", "Debug"),
        ("WhatIfPreference", "WhatIf"),
        ("ConfirmPreference", "Confirm"),
    ];

    /// <summary>Gives the command's function the caller's preferences as its own variables.</summary>
    /// <param name="cmdlet">The command; its session state is the caller's.</param>
    /// <param name="own">The function's session state.</param>
    public static void Inherit(PSCmdlet cmdlet, SessionState own)
    {
        if (ReferenceEquals(cmdlet.SessionState, own))
        {
            return;
        }
        PSVariableIntrinsics callers = cmdlet.SessionState.PSVariable;
        Dictionary<string, object> bound = cmdlet.MyInvocation.BoundParameters;
        foreach ((string variable, string parameter) in s_all)
        {
            object? value = callers.GetValue(variable);
            if (value is not null && !bound.ContainsKey(parameter) && !value.Equals(own.PSVariable.GetValue(variable)))
            {
                own.PSVariable.Set(variable, value);
            }
        }
    }
}
