using System;
using System.Management.Automation;
using System.Threading.Tasks;
using PyAsync.Interop;
using PyAsync.Loops;
using PyAsync.Objects;
using PyAsync.PowerShell.Completion;
using PyAsync.PowerShell.Errors;
using PyAsync.PowerShell.Jobs;
using PyAsync.PowerShell.Pipeline;
using PyAsync.PowerShell.ScriptBlocks;
using PyAsync.PowerShell.Values;

namespace PyAsync.PowerShell.Commands;

/// <summary>Makes a Python awaitable of .NET or PowerShell work: a Task, a job, a script block.</summary>
[Cmdlet(VerbsData.ConvertTo, "PyAwaitable", HelpUri = HelpPages.Folder + "ConvertTo-PyAwaitable.md")]
[OutputType(typeof(PyObject))]
public sealed class ConvertToPyAwaitableCommand : PyCmdlet
{
    /// <summary>The work: a Task, a ValueTask, a Func of CancellationToken, a job, or a script block, which runs in a runspace pool.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNull]
    public object InputObject { get; set; } = null!;

    /// <summary>Arguments for a script block.</summary>
    [Parameter(Position = 1)]
    [AllowNull]
    public object?[]? ArgumentList { get; set; }

    /// <summary>The loop, by name or itself.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LoopNameCompleter))]
    public object? Loop { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        PyEventLoop loop = FindLoop(Loop, waits: false);
        object work = PSValues.Unwrap(InputObject)!;
        WorkOutput records = new(origin: null);
        if (work is ScriptBlock block)
        {
            work = ScriptBlockPool.ToWork(block, ArgumentList ?? [], records);
        }
        else if (work is Job job)
        {
            work = HostJobs.ToWork(job, records);
        }
        else if (work is not (Task or ValueTask or PyHostWork or Delegate) && !work.GetType().Name.StartsWith("ValueTask", StringComparison.Ordinal))
        {
            WriteError(KnownErrors.NotWork(work, InputObject));
            return;
        }
        try
        {
            PyObject awaitable = UntilStopped(token => loop.ToPython(work, token));
            records.Belongs(awaitable);
            WriteObject(awaitable);
        }
        catch (Exception error) when (ErrorRecords.IsKnown(error))
        {
            WriteError(ErrorRecords.From(error, InputObject));
        }
    }
}
