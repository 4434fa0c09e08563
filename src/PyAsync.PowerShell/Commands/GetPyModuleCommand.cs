using System.Management.Automation;
using PyAsync.PowerShell.Completion;
using PyAsync.PowerShell.Imports;

namespace PyAsync.PowerShell.Commands;

/// <summary>Lists the Python modules whose functions are commands of this session.</summary>
[Cmdlet(VerbsCommon.Get, "PyModule", HelpUri = HelpPages.Folder + "Get-PyModule.md")]
[OutputType(typeof(PyModuleInfo))]
public sealed class GetPyModuleCommand : PyModuleCmdlet
{
    /// <summary>The modules' names.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ImportedModuleCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach ((PyModuleInfo info, _) in FindModules(Name))
        {
            WriteObject(info);
        }
    }
}
