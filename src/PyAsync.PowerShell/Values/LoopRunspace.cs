using System;
using System.Management.Automation.Runspaces;

namespace PyAsync.PowerShell.Values;

/// <summary>
/// The runspace of a Python thread: made when the first script block runs there, kept as its
/// <c>Runspace.DefaultRunspace</c>. On Python's own threads.
/// </summary>
internal static class LoopRunspace
{
    [ThreadStatic]
    private static Runspace? s_runspace;

    /// <summary>Makes sure that this thread has a runspace, for script properties and script blocks.</summary>
    public static void Ensure()
    {
        if (s_runspace is not null || Runspace.DefaultRunspace is not null)
        {
            return;
        }
        InitialSessionState state = InitialSessionState.CreateDefault2();
        // Where PowerShell loads it by itself for a script block's Write-Error, it loses that block's errors.
        state.ImportPSModule(["Microsoft.PowerShell.Utility"]);
        s_runspace = RunspaceFactory.CreateRunspace(state);
        s_runspace.Name = "PyAsync loop";
        s_runspace.Open();
        Runspace.DefaultRunspace = s_runspace;
    }
}
