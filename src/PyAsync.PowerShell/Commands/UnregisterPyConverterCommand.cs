using System;
using System.Management.Automation;
using PyAsync.Conversion;
using PyAsync.PowerShell.Completion;
using PyAsync.PowerShell.Errors;

namespace PyAsync.PowerShell.Commands;

/// <summary>Takes a converter of one's own out again.</summary>
[Cmdlet(VerbsLifecycle.Unregister, "PyConverter", SupportsShouldProcess = true, DefaultParameterSetName = ToPythonSet, HelpUri = HelpPages.Folder + "Unregister-PyConverter.md")]
public sealed class UnregisterPyConverterCommand : PyCmdlet
{
    private const string ToPythonSet = "ToPython";
    private const string FromPythonSet = "FromPython";

    /// <summary>The .NET type.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ToPythonSet)]
    [ValidateNotNull]
    public Type Type { get; set; } = null!;

    /// <summary>The Python class, as module.Name.</summary>
    [Parameter(Mandatory = true, ParameterSetName = FromPythonSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(PythonTypeCompleter))]
    public string PythonType { get; set; } = null!;

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        bool toPython = ParameterSetName == ToPythonSet;
        string name = toPython ? Type.FullName ?? Type.Name : PythonType;
        if (!ShouldProcess(name, "Unregister the converter"))
        {
            return;
        }
        if (!(toPython ? PyConverters.UnregisterToPython(Type) : PyConverters.UnregisterFromPython(PythonType)))
        {
            WriteError(KnownErrors.ConverterNotFound(name));
        }
    }
}
