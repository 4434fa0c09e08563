using System;
using System.IO;
using System.Linq;
using System.Management.Automation;
using PyAsync.Calls;
using PyAsync.Conversion;
using PyAsync.Interpreters;
using PyAsync.Loops;
using PyAsync.PowerShell.Completion;
using PyAsync.PowerShell.Errors;
using PyAsync.PowerShell.Jobs;
using PyAsync.PowerShell.Pipeline;
using PyAsync.PowerShell.ScriptBlocks;
using PyAsync.PowerShell.Values;

namespace PyAsync.PowerShell.Commands;

/// <summary>What happens when the module comes and goes.</summary>
public sealed class ModuleLifetime : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    /// <inheritdoc/>
    public void OnImport()
    {
        ShortNames.Register();
        TabExpansion.Await();
        UnreadRecords.Taker = TaskWaits.TryGive;
        UnreadRecords.IsOpen = true;
        LiveObjects.Members = MemberReader.Find;
        LiveObjects.MemberWriter = MemberReader.Write;
        PyThread.PlaceNamer = CodePlaces.Name;
        PyConverters.AddUnwrapper(typeof(PSObject), PSValues.Unfold);
        PyConverters.AddUnwrapper(typeof(FileSystemInfo), PSMembers.KeepOwn);
        PyConverters.AddUnwrapper(typeof(ScriptBlock), static value => ScriptBlockCallback.ForStartingCall((ScriptBlock)value, isBlocking: false));
        PyConverters.AddUnwrapper(typeof(BlockingScriptBlock), static value => ScriptBlockCallback.ForStartingCall(((BlockingScriptBlock)value).Block, isBlocking: true));
        PyConverters.AddUnwrapper(typeof(Delegate), static value => ScriptBlockCallback.TryGetBlock((Delegate)value) is { } block
            ? ScriptBlockCallback.ForStartingCall(block, isBlocking: false)
            : value);
        PyConverters.AddUnwrapper(typeof(SwitchParameter), static value => ((SwitchParameter)value).IsPresent);
        PyConverters.AddUnwrapper(typeof(Job), static value => HostJobs.ToWork((Job)value, new WorkOutput(PyCall.Starting?.Origin)));
    }

    /// <summary>
    /// Stops every loop and script block, so that removing the module leaves nothing running; not while a command of another
    /// runspace, such as a thread job's, waits on them, as all of the process share the loops.
    /// </summary>
    public void OnRemove(PSModuleInfo psModuleInfo)
    {
        TabExpansion.Undo();
        if (PipelineRun.IsAnyOpen)
        {
            return;
        }
        LoopStop.WaitAll([.. PyEventLoop.All.Select(static loop => LoopStop.Begin(loop, TimeSpan.FromSeconds(5), force: true))]);
        ScriptBlockPool.Close();
    }
}
