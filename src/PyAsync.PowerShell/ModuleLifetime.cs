using System;
using System.Collections.Generic;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using PyAsync.Marshalling;
using PyAsync.PowerShell.Callbacks;
using PyAsync.PowerShell.Pipeline;
using PyAsync.PowerShell.Values;

namespace PyAsync.PowerShell;

/// <summary>What happens when the module comes and goes.</summary>
public sealed class ModuleLifetime : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    // The runspaces that have imported the module and not removed it.
    private static readonly List<Runspace> s_importers = [];

    /// <inheritdoc/>
    public void OnImport()
    {
        lock (s_importers)
        {
            if (Runspace.DefaultRunspace is { } importer)
            {
                s_importers.Add(importer);
            }
        }
        PyWarnings.Handler = ActiveCommands.TryWarn;
        PyConverters.AddUnwrapper(typeof(PSObject), PSValues.Unfold);
        PyConverters.AddUnwrapper(typeof(ScriptBlock), static value => ScriptBlockCallback.ForStartingCall((ScriptBlock)value, isBlocking: false));
        PyConverters.AddUnwrapper(typeof(BlockingScriptBlock), static value => ScriptBlockCallback.ForStartingCall(((BlockingScriptBlock)value).Block, isBlocking: true));
        PyConverters.AddUnwrapper(typeof(Delegate), static value => ScriptBlockCallback.TryGetBlock((Delegate)value) is { } block
            ? ScriptBlockCallback.ForStartingCall(block, isBlocking: false)
            : value);
        PyConverters.AddUnwrapper(typeof(SwitchParameter), static value => ((SwitchParameter)value).IsPresent);
        PyConverters.AddUnwrapper(typeof(Job), static value => HostJobs.ToWork((Job)value));
    }

    /// <summary>
    /// Stops every loop and script block, so that removing the module leaves nothing running; not while another runspace of the
    /// process that has the module is at work, such as a thread job's, as all of them share the loops.
    /// </summary>
    public void OnRemove(PSModuleInfo psModuleInfo)
    {
        lock (s_importers)
        {
            s_importers.Remove(Runspace.DefaultRunspace);
            s_importers.RemoveAll(runspace => runspace.RunspaceStateInfo.State is not RunspaceState.Opened);
            if (s_importers.Exists(runspace => runspace.RunspaceAvailability is RunspaceAvailability.Busy))
            {
                return;
            }
        }
        foreach (PyEventLoop loop in PyEventLoop.All)
        {
            loop.Stop(TimeSpan.FromSeconds(5), force: true);
        }
        ScriptBlockPool.Close();
    }
}
