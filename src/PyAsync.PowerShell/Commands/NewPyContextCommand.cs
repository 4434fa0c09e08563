using System;
using System.Management.Automation;
using PyAsync.Calls;
using PyAsync.Loops;
using PyAsync.PowerShell.Completion;
using PyAsync.PowerShell.Errors;

namespace PyAsync.PowerShell.Commands;

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
    protected override void EndProcessing()
    {
        PyEventLoop loop = FindLoop(Loop, waits: false);
        try
        {
            WriteObject(UntilStopped(token => PyContext.Create(loop, token)));
        }
        catch (Exception error) when (ErrorRecords.IsKnown(error))
        {
            ThrowTerminatingError(ErrorRecords.From(error, loop));
        }
    }
}
