using System;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Threading;
using PyAsync.Interpreters;

namespace PyAsync.PowerShell.Values;

/// <summary>
/// Waits for the loop of a live object on a pipeline's thread, so that Ctrl+C ends the wait. PowerShell tells commands
/// only that the pipeline is to stop, so a wait of more than a moment is a command. Who only looks (completion, views,
/// Get-Member) waits for no more than another moment, as PowerShell lets nothing end those. Any thread.
/// </summary>
internal static class StoppableWait
{
    private static readonly TimeSpan s_moment = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(100);

    private static readonly CmdletInfo s_command = new("Wait-PyUse", typeof(UseWait));

    private static readonly ScriptBlock s_script = ScriptBlock.Create("param($command, $state) & $command -State $state");

    /// <summary>Waits. True where the work is done; false where it took too long.</summary>
    public static bool Wait(IPendingWork work)
    {
        bool isInVain = work.IsInVain;
        if (!isInVain && work.Wait(s_moment, CancellationToken.None))
        {
            return true;
        }
        if (Askers.IsLook())
        {
            return !isInVain && work.Wait(s_look, CancellationToken.None);
        }
        UseWait.Request request = new(work);
        if (Runspace.DefaultRunspace is null)
        {
            return request.Wait(null, CancellationToken.None);
        }
        s_script.InvokeReturnAsIs(s_command, request);
        return request.IsDone;
    }
}
