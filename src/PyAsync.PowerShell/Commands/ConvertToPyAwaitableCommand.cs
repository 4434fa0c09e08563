using System;
using System.Management.Automation;
using System.Threading.Tasks;
using PyAsync.Interop;
using PyAsync.Loops;
using PyAsync.Objects;
using PyAsync.PowerShell.Completion;
using PyAsync.PowerShell.Errors;
using PyAsync.PowerShell.ScriptBlocks;
using PyAsync.PowerShell.Values;

namespace PyAsync.PowerShell.Commands;

/// <summary>Makes a Python awaitable of .NET or PowerShell work: a Task, a job, a script block.</summary>
[Cmdlet(VerbsData.ConvertTo, "PyAwaitable")]
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
        if (work is ScriptBlock block)
        {
            work = ScriptBlockPool.ToWork(block, ArgumentList ?? []);
        }
        else if (work is not (Task or ValueTask or Job or PyHostWork or Delegate) && !work.GetType().Name.StartsWith("ValueTask", StringComparison.Ordinal))
        {
            PyAsyncException error = new("NotAwaitable", $"A value of type '{work.GetType()}' is no work that Python could await. Give a Task, a ValueTask, a job, a Func[CancellationToken, Task] or a script block.");
            WriteError(ErrorRecords.From(error, InputObject));
            return;
        }
        try
        {
            WriteObject(UntilStopped(token => loop.ToPython(work, token)));
        }
        catch (Exception error) when (ErrorRecords.IsKnown(error))
        {
            WriteError(ErrorRecords.From(error, InputObject));
        }
    }
}
