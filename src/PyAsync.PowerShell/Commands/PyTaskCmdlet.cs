using System;
using System.Collections.Generic;
using System.Management.Automation;
using System.Threading.Tasks;
using PyAsync.Calls;
using PyAsync.Interpreters;
using PyAsync.Loops;
using PyAsync.PowerShell.Completion;
using PyAsync.PowerShell.Errors;
using PyAsync.PowerShell.Jobs;
using PyAsync.PowerShell.Values;

namespace PyAsync.PowerShell.Commands;

/// <summary>What the cmdlets for tasks share: finding them on one loop, several, or all.</summary>
public abstract class PyTaskCmdlet : PyCmdlet
{
    /// <summary>Makes the cmdlet.</summary>
    private protected PyTaskCmdlet()
    {
    }

    /// <summary>The loops, by name or themselves; all where none is given.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LoopNameCompleter))]
    public object[]? Loop { get; set; }

    /// <summary>The tasks of the chosen loops: by number, else by name, else all. What is not there is an error.</summary>
    private protected IReadOnlyList<PyTaskInfo> FindTasks(long[]? ids, string[]? names)
    {
        bool whole = Ask(ids, out List<PyTaskInfo> tasks);
        if (ids is not null)
        {
            if (whole)
            {
                TellMissing(ids, tasks);
            }
            return tasks;
        }
        return names is null ? tasks : ByName(tasks, names);
    }

    /// <summary>The tasks of jobs, and of their child jobs, that have not ended.</summary>
    private protected IReadOnlyList<PyTaskInfo> FindTasks(PyJob[] jobs)
    {
        _ = Ask(null, out List<PyTaskInfo> tasks);
        return tasks.FindAll(task => task.Origin is { } origin && Array.Exists(jobs, job => job.Owns(origin)));
    }

    /// <summary>Ends the command where this thread cannot wait for the task's loop, which waits for it: <c>PyAsync.WaitOnOwnLoop</c>.</summary>
    private protected void RequireWaitable(PyTaskInfo task)
    {
        if (!task.HasEnded)
        {
            _ = FindLoop(task.Loop);
        }
    }

    /// <summary>Waits for a Task and writes what comes meanwhile; Ctrl+C ends the waiting. False where the time is up.</summary>
    private protected bool Wait(Task task, TimeSpan limit) => Run.DeliverUntil(task, limit);

    // False where a loop did not answer.
    private bool Ask(long[]? ids, out List<PyTaskInfo> tasks)
    {
        List<PyEventLoop> loops = Chosen();
        Task<IReadOnlyList<PyTaskInfo>>[] answers = new Task<IReadOnlyList<PyTaskInfo>>[loops.Count];
        for (int i = 0; i < answers.Length; i++)
        {
            PyEventLoop loop = loops[i];
            // A blocked loop must not hold up the others.
            answers[i] = loops.Count == 1 || loop.IsCurrent
                ? Answer(loop, ids)
                : Task.Run(() => loop.GetTasks(ids, null, StopToken), StopToken);
        }
        tasks = [];
        bool whole = true;
        for (int i = 0; i < answers.Length; i++)
        {
            try
            {
                // On a loop's own thread the others need Python meanwhile.
                using (GilPause.Begin())
                {
                    _ = Task.WaitAny(answers[i]);
                }
                tasks.AddRange(answers[i].GetAwaiter().GetResult());
            }
            catch (OperationCanceledException) when (IsStopping)
            {
                throw new PipelineStoppedException();
            }
            catch (Exception error) when (ErrorRecords.IsKnown(error))
            {
                whole = false;
                WriteError(ErrorRecords.From(error, loops[i]));
            }
        }
        return whole;
    }

    private Task<IReadOnlyList<PyTaskInfo>> Answer(PyEventLoop loop, long[]? ids)
    {
        try
        {
            return Task.FromResult(loop.GetTasks(ids, null, StopToken));
        }
        catch (Exception error) when (ErrorRecords.IsKnown(error) || error is OperationCanceledException)
        {
            return Task.FromException<IReadOnlyList<PyTaskInfo>>(error);
        }
    }

    private List<PyEventLoop> Chosen()
    {
        if (Loop is null)
        {
            return [.. PyEventLoop.All];
        }
        List<PyEventLoop> chosen = [];
        foreach (object one in Loop)
        {
            object? value = PSValues.Unwrap(one);
            if (value is PyEventLoop loop)
            {
                chosen.Add(loop);
            }
            else
            {
                chosen.AddRange(FindLoops([value?.ToString() ?? ""]));
            }
        }
        return chosen;
    }

    private void TellMissing(long[] ids, List<PyTaskInfo> tasks)
    {
        HashSet<long> there = [];
        foreach (PyTaskInfo task in tasks)
        {
            there.Add(task.Id);
        }
        foreach (long id in ids)
        {
            if (!there.Contains(id))
            {
                WriteError(KnownErrors.TaskNotFound(id));
            }
        }
    }

    private List<PyTaskInfo> ByName(List<PyTaskInfo> tasks, string[] names)
    {
        List<PyTaskInfo> found = [];
        HashSet<long> taken = [];
        foreach (string name in names)
        {
            List<PyTaskInfo>? matching = NamePatterns.Matching(tasks, name, task => task.Name);
            found.AddRange((matching ?? []).FindAll(task => taken.Add(task.Id)));
            if (matching is null || (matching.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(name)))
            {
                WriteError(KnownErrors.TaskNotFound(name));
            }
        }
        return found;
    }
}
