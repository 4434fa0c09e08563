using System;
using System.Management.Automation;
using PyAsync.Loops;

namespace PyAsync.PowerShell;

/// <summary>What happens when the module comes and goes.</summary>
public sealed class ModuleLifetime : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    /// <inheritdoc/>
    public void OnImport()
    {
    }

    /// <summary>Stops every loop, so that removing the module leaves nothing running.</summary>
    public void OnRemove(PSModuleInfo psModuleInfo)
    {
        foreach (PyEventLoop loop in PyEventLoop.All)
        {
            loop.Stop(TimeSpan.FromSeconds(5), force: true);
        }
    }
}
