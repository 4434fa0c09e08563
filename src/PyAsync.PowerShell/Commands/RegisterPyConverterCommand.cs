using System;
using System.Management.Automation;
using PyAsync.Conversion;
using PyAsync.PowerShell.Completion;
using PyAsync.PowerShell.ScriptBlocks;

namespace PyAsync.PowerShell.Commands;

/// <summary>Says how values of a type of one's own cross between PowerShell and Python.</summary>
[Cmdlet(VerbsLifecycle.Register, "PyConverter", SupportsShouldProcess = true, DefaultParameterSetName = ToPythonSet, HelpUri = HelpPages.Folder + "Register-PyConverter.md")]
[OutputType(typeof(PyConverterInfo))]
public sealed class RegisterPyConverterCommand : PyCmdlet
{
    private const string ToPythonSet = "ToPython";
    private const string FromPythonSet = "FromPython";

    /// <summary>The .NET type whose values are converted on their way to Python.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ToPythonSet)]
    [ValidateNotNull]
    public Type Type { get; set; } = null!;

    /// <summary>The Python class, as module.Name, whose instances are converted on their way to PowerShell.</summary>
    [Parameter(Mandatory = true, ParameterSetName = FromPythonSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(PythonTypeCompleter))]
    public string PythonType { get; set; } = null!;

    /// <summary>Gets the value as $args[0] and gives the one to use in its place. It runs on the loop's thread, in a runspace of its own.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNull]
    public ScriptBlock ScriptBlock { get; set; } = null!;

    /// <summary>Writes the registration.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        bool toPython = ParameterSetName == ToPythonSet;
        string name = toPython ? Type.FullName ?? Type.Name : PythonType;
        if (!ShouldProcess(name, "Register a converter"))
        {
            return;
        }
        LoopScript script = new(ScriptBlock);
        if (toPython)
        {
            PyConverters.RegisterToPython(Type, script.Convert);
        }
        else
        {
            PyConverters.RegisterFromPython(PythonType, script.Convert);
        }
        if (PassThru)
        {
            WriteObject(new PyConverterInfo(toPython ? PyConverterDirection.ToPython : PyConverterDirection.FromPython, name));
        }
    }
}
