using System;
using System.Collections.Generic;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using PyAsync.Interop;
using PyAsync.PowerShell.Pipeline;
using PyAsync.PowerShell.Values;

namespace PyAsync.PowerShell.Jobs;

/// <summary>PowerShell jobs as work that Python can await and cancel: its output is the result, a failure the exception.</summary>
internal static class HostJobs
{
    /// <summary>The work for a job that runs, or has ended; its records go to <paramref name="records"/>.</summary>
    public static PyHostWork ToWork(Job job, WorkOutput records) => new(token => WaitFor(job, records, token));

    private static async Task<object?> WaitFor(Job job, WorkOutput records, CancellationToken token)
    {
        TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        void Changed(object? sender, JobStateEventArgs e)
        {
            if (IsFinal(e.JobStateInfo.State))
            {
                ended.TrySetResult();
            }
        }

        job.StateChanged += Changed;
        try
        {
            if (IsFinal(job.JobStateInfo.State))
            {
                ended.TrySetResult();
            }
            using CancellationTokenRegistration registration = token.Register(() => Task.Run(job.StopJob));
            await ended.Task.ConfigureAwait(false);
        }
        finally
        {
            job.StateChanged -= Changed;
        }
        return Outcome(job, records, token);
    }

    private static bool IsFinal(JobState state) => state is JobState.Completed or JobState.Failed or JobState.Stopped or JobState.Disconnected;

    private static object? Outcome(Job job, WorkOutput records, CancellationToken token)
    {
        List<PSObject> output = [];
        List<ErrorRecord> errors = [];
        Collect(job, output, errors, records);
        errors.ForEach(records.WriteError);
        Exception? failure = job.JobStateInfo.State switch
        {
            JobState.Stopped when token.IsCancellationRequested => new OperationCanceledException(token),
            JobState.Stopped => new OperationCanceledException($"The job '{job.Name}' was stopped."),
            JobState.Failed => Reason(job) ?? (errors.Count == 0
                ? new InvalidOperationException($"The job '{job.Name}' failed.")
                : new RuntimeException(errors[0].ToString(), errors[0].Exception, errors[0])),
            _ => null,
        };
        return records.End(PSValues.Single(output), output.Count > 0, failure);
    }

    // Taken out of the job, so that a later Receive-Job does not tell it again.
    private static void Collect(Job job, List<PSObject> output, List<ErrorRecord> errors, WorkOutput records)
    {
        output.AddRange(job.Output.ReadAll());
        errors.AddRange(job.Error.ReadAll());
        foreach (WarningRecord warning in job.Warning.ReadAll())
        {
            records.Give(warning);
        }
        foreach (InformationRecord information in job.Information.ReadAll())
        {
            records.Give(information);
        }
        foreach (Job child in job.ChildJobs)
        {
            Collect(child, output, errors, records);
        }
    }

    // A job of another process fails by its child.
    private static Exception? Reason(Job job)
    {
        Exception? reason = job.JobStateInfo.Reason;
        foreach (Job child in job.ChildJobs)
        {
            reason ??= Reason(child);
        }
        return reason;
    }
}
