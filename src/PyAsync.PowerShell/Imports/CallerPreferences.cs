using System.Collections.Generic;
using System.Management.Automation;

namespace PyAsync.PowerShell.Imports;

/// <summary>
/// The preference variables of whoever calls an imported command. A function of a module sees only the global ones, where a
/// cmdlet has its caller's: what a script or a function around it has set, or has been given as <c>-WhatIf</c>. The
/// pipeline's thread.
/// </summary>
internal sealed class CallerPreferences
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

    // What the module sees by itself: the global variables. They are looked up once, as each call pays for that.
    private readonly PSVariable?[] _globals = new PSVariable?[s_all.Length];

    /// <summary>Gives the command's function the caller's preferences as its own variables. It takes a microsecond and more, so a call that says nothing goes without.</summary>
    /// <param name="cmdlet">The command; its session state is the caller's.</param>
    /// <param name="own">The function's session state.</param>
    public void Inherit(PSCmdlet cmdlet, SessionState own)
    {
        if (ReferenceEquals(cmdlet.SessionState, own))
        {
            return;
        }
        PSVariableIntrinsics callers = cmdlet.SessionState.PSVariable;
        Dictionary<string, object> bound = cmdlet.MyInvocation.BoundParameters;
        for (int i = 0; i < s_all.Length; i++)
        {
            (string variable, string parameter) = s_all[i];
            object? value = callers.GetValue(variable);
            PSVariable? global = _globals[i] ??= own.PSVariable.Get("global:" + variable);
            if (value is not null && !value.Equals(global?.Value) && !bound.ContainsKey(parameter))
            {
                own.PSVariable.Set(variable, value);
            }
        }
    }
}
