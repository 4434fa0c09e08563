using System;
using System.Collections.Generic;
using System.Management.Automation;
using System.Threading.Tasks;
using PyAsync.Calls;
using PyAsync.PowerShell.Errors;

namespace PyAsync.PowerShell.Commands;

/// <summary>Cancels asyncio tasks and waits until they have ended.</summary>
[Cmdlet(VerbsLifecycle.Stop, "PyTask", SupportsShouldProcess = true, DefaultParameterSetName = ById, HelpUri = HelpPages.Folder + "Stop-PyTask.md")]
[OutputType(typeof(PyTaskInfo))]
public sealed class StopPyTaskCommand : TaskEndCmdlet
{
    private readonly List<PyTaskInfo> _tasks = [];

    /// <summary>How long the tasks may take to end, in seconds; 0 does not wait.</summary>
    [Parameter]
    [ValidateRange(0.0, 86400.0)]
    public double TimeoutSeconds { get; set; } = 10;

    /// <summary>Writes the tasks that ended.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (PyTaskInfo task in ChosenTasks())
        {
            if (task.HasEnded)
            {
                WriteVerbose($"The Python task {task.Id} '{task.Name}' has ended already.");
                Pass(task);
            }
            else if (ShouldProcess($"{task.Id} {task.Name}: {task.Coroutine}", "Stop the Python task"))
            {
                if (TimeoutSeconds > 0)
                {
                    RequireWaitable(task);
                }
                // Cancelled at once, waited for at the end: they end side by side.
                task.Cancel();
                _tasks.Add(task);
            }
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (TimeoutSeconds <= 0)
        {
            return;
        }
        long due = Environment.TickCount64 + (long)(TimeoutSeconds * 1000);
        Task[] ends = new Task[_tasks.Count];
        for (int i = 0; i < ends.Length; i++)
        {
            ends[i] = _tasks[i].WaitAsync(StopToken);
        }
        for (int i = 0; i < ends.Length; i++)
        {
            if (Wait(ends[i], TimeSpan.FromMilliseconds(Math.Max(0, due - Environment.TickCount64))))
            {
                Pass(_tasks[i]);
            }
            else
            {
                WriteError(NotEnded(_tasks[i]));
            }
        }
    }

    private void Pass(PyTaskInfo task)
    {
        if (PassThru)
        {
            WriteObject(task);
        }
    }

    private ErrorRecord NotEnded(PyTaskInfo task)
    {
        try
        {
            IReadOnlyList<PyTaskInfo> now = task.Loop.GetTasks([task.Id], TimeSpan.FromSeconds(1), StopToken);
            return KnownErrors.TaskNotStopped(task, TimeoutSeconds, now.Count > 0 && now[0].File is { } file ? $"{file}:{now[0].Line}" : null);
        }
        catch (PyAsyncException busy)
        {
            return ErrorRecords.From(busy, task);
        }
        catch (OperationCanceledException) when (IsStopping)
        {
            throw new PipelineStoppedException();
        }
    }
}
