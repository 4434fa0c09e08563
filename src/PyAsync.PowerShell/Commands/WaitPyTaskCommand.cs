using System;
using System.Collections.Generic;
using System.Management.Automation;
using System.Threading.Tasks;
using PyAsync.Calls;
using PyAsync.PowerShell.Pipeline;

namespace PyAsync.PowerShell.Commands;

/// <summary>Waits until asyncio tasks have ended and writes each as it does.</summary>
[Cmdlet(VerbsLifecycle.Wait, "PyTask", DefaultParameterSetName = ById, HelpUri = HelpPages.Folder + "Wait-PyTask.md")]
[OutputType(typeof(PyTaskInfo))]
public sealed class WaitPyTaskCommand : TaskEndCmdlet
{
    private readonly List<PyTaskInfo> _tasks = [];

    /// <summary>Returns with the first that ends.</summary>
    [Parameter]
    public SwitchParameter Any { get; set; }

    /// <summary>How long to wait, in seconds; 0 for no limit.</summary>
    [Parameter]
    [ValidateRange(0.0, 31_536_000.0)]
    public double TimeoutSeconds { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => _tasks.AddRange(ChosenTasks());

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        long due = TimeoutSeconds > 0 ? Environment.TickCount64 + (long)(TimeoutSeconds * 1000) : long.MaxValue;
        List<Task<PyTaskInfo>> waiting = new(_tasks.Count);
        using IDisposable records = TaskWaits.Enter(_tasks, Run.Pump);
        foreach (PyTaskInfo task in _tasks)
        {
            RequireWaitable(task);
            waiting.Add(End(task));
        }
        // Each is written when it ends, so a pipeline need not wait for the last.
        foreach (Task<Task<PyTaskInfo>> next in InOrderOfEnding(waiting))
        {
            TimeSpan left = due == long.MaxValue ? System.Threading.Timeout.InfiniteTimeSpan : TimeSpan.FromMilliseconds(Math.Max(0, due - Environment.TickCount64));
            if (!Wait(next, left))
            {
                WriteVerbose($"Not all of the Python tasks ended within {TimeoutSeconds:0.###} s.");
                return;
            }
            WriteObject(next.Result.GetAwaiter().GetResult());
            if (Any)
            {
                return;
            }
        }
    }

    private async Task<PyTaskInfo> End(PyTaskInfo task)
    {
        await task.WaitAsync(StopToken).ConfigureAwait(false);
        return task;
    }

    // One continuation a task: a WhenAny for each end would look at all of them each time.
    private static Task<Task<PyTaskInfo>>[] InOrderOfEnding(List<Task<PyTaskInfo>> tasks)
    {
        TaskCompletionSource<Task<PyTaskInfo>>[] ends = new TaskCompletionSource<Task<PyTaskInfo>>[tasks.Count];
        int next = -1;
        for (int i = 0; i < ends.Length; i++)
        {
            ends[i] = new TaskCompletionSource<Task<PyTaskInfo>>(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        foreach (Task<PyTaskInfo> task in tasks)
        {
            _ = task.ContinueWith(
                ended => ends[System.Threading.Interlocked.Increment(ref next)].TrySetResult(ended),
                System.Threading.CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
        }
        return Array.ConvertAll(ends, end => end.Task);
    }
}
