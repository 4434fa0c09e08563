using System.Management.Automation;
using PyAsync.PowerShell.Completers;

namespace PyAsync.PowerShell;

/// <summary>Makes a set of Python context variables that several awaits share.</summary>
[Cmdlet(VerbsCommon.New, "PyContext")]
[OutputType(typeof(PyContext))]
public sealed class NewPyContextCommand : PyCmdlet
{
    /// <summary>The loop, by name or itself.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LoopNameCompleter))]
    public object? Loop { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing() => WriteObject(PyContext.Create(FindLoop(Loop, waits: false)));
}
