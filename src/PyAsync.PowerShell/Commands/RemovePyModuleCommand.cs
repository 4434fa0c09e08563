using System.Management.Automation;
using PyAsync.PowerShell.Completion;
using PyAsync.PowerShell.Imports;

namespace PyAsync.PowerShell.Commands;

/// <summary>Takes the commands of Python modules away from this session.</summary>
[Cmdlet(VerbsCommon.Remove, "PyModule", SupportsShouldProcess = true, HelpUri = HelpPages.Folder + "Remove-PyModule.md")]
public sealed class RemovePyModuleCommand : PyModuleCmdlet
{
    /// <summary>The modules' names.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ImportedModuleCompleter))]
    public string[] Name { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach ((PyModuleInfo info, PSModuleInfo module) in FindModules(Name))
        {
            if (ShouldProcess(info.Name))
            {
                RemoveModule(module);
            }
        }
    }
}
