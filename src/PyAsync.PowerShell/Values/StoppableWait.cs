using System;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Threading;
using PyAsync.Interpreters;

namespace PyAsync.PowerShell.Values;

/// <summary>
/// Waits for the loop of a live object on a pipeline's thread, so that Ctrl+C ends the wait. PowerShell tells commands
/// only that the pipeline is to stop, so a wait of more than a moment is a command. Any thread.
/// </summary>
internal sealed class StoppableWait : IWorkWait
{
    public static readonly StoppableWait Instance = new();

    private static readonly TimeSpan s_moment = TimeSpan.FromMilliseconds(50);

    private static readonly CmdletInfo s_command = new("Wait-PyUse", typeof(UseWait));

    private static readonly ScriptBlock s_script = ScriptBlock.Create("param($command, $state) & $command -State $state");

    private StoppableWait()
    {
    }

    public bool Wait(IPendingWork work)
    {
        if (work.Wait(s_moment, CancellationToken.None))
        {
            return true;
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
