using System;
using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;

namespace PyAsync.PowerShell.Values;

/// <summary>PowerShell jobs as work that Python can await and cancel: its output is the result, a failure the exception.</summary>
internal static class HostJobs
{
    /// <summary>The work for a job that runs, or has ended.</summary>
    public static PyHostWork ToWork(Job job) => new(token => WaitFor(job, token));

    private static async Task<object?> WaitFor(Job job, CancellationToken token)
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
        return Outcome(job, token);
    }

    private static bool IsFinal(JobState state) => state is JobState.Completed or JobState.Failed or JobState.Stopped or JobState.Disconnected;

    private static object? Outcome(Job job, CancellationToken token)
    {
        if (job.JobStateInfo.State is JobState.Stopped)
        {
            token.ThrowIfCancellationRequested();
            throw new OperationCanceledException($"The job '{job.Name}' was stopped.");
        }
        Collection<PSObject> output = [];
        Collect(job, output);
        if (job.JobStateInfo.State is JobState.Failed)
        {
            throw job.JobStateInfo.Reason ?? new InvalidOperationException($"The job '{job.Name}' failed.");
        }
        return PSValues.Single(output);
    }

    private static void Collect(Job job, Collection<PSObject> output)
    {
        foreach (PSObject item in job.Output.ReadAll())
        {
            output.Add(item);
        }
        foreach (ErrorRecord error in job.Error)
        {
            throw new RuntimeException(error.ToString(), error.Exception, error);
        }
        foreach (Job child in job.ChildJobs)
        {
            Collect(child, output);
        }
    }
}
