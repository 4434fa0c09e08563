using System;
using System.Management.Automation;
using PyAsync.Calls;
using PyAsync.Loops;
using PyAsync.PowerShell.Completion;
using PyAsync.PowerShell.Errors;
using PyAsync.PowerShell.Pipeline;
using PyAsync.PowerShell.Values;

namespace PyAsync.PowerShell.Commands;

/// <summary>Makes a set of Python context variables that several awaits share.</summary>
[Cmdlet(VerbsCommon.New, "PyContext", SupportsShouldProcess = true, HelpUri = HelpPages.Folder + "New-PyContext.md")]
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
        object name = PSValues.Unwrap(Loop) switch
        {
            PyEventLoop given => given.Name,
            { } word => word,
            null => LoopScope.Current?.Name ?? PyEventLoopOptions.DefaultName,
        };
        if (!ShouldProcess($"{name}", "Make a context on the Python event loop"))
        {
            return;
        }
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
