using System;
using System.Collections.ObjectModel;
using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using PyAsync.Interop;
using PyAsync.PowerShell.Values;

namespace PyAsync.PowerShell.ScriptBlocks;

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
        s_runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
        s_runspace.Name = "PyAsync loop";
        s_runspace.Open();
        Runspace.DefaultRunspace = s_runspace;
    }

    /// <summary>Runs a script block here and now, unbound from the scope that it was written in.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "The script block's error is the Python caller's.")]
    public static void Run(ScriptBlock block, PyCallbackCall call)
    {
        try
        {
            Ensure();
            // A script block belongs to the runspace that made it; its text belongs to none.
            ScriptBlock own = ScriptBlock.Create(block.ToString());
            ScriptBlockArguments arguments = ScriptBlockArguments.Of(block, call);
            Collection<PSObject> output = arguments.Names.Length == 0
                ? own.Invoke(arguments.Values)
                : ScriptBlock.Create($"try {{ & $args[0]{arguments.Text(1)} }} catch {{ throw }}").Invoke([own, .. arguments.Values]);
            call.SetResult(PSValues.Single(output));
        }
        catch (Exception error)
        {
            call.SetException(error);
        }
    }
}
