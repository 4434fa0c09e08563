using System.Management.Automation;
using PyAsync.Calls;
using PyAsync.PowerShell.Errors;
using PyAsync.PowerShell.Pipeline;

namespace PyAsync.PowerShell.Jobs;

/// <summary>The awaits that a command does not wait for: they are a job's, or Tasks. The pipeline's thread.</summary>
internal sealed class HandedAwaits
{
    private readonly PSCmdlet _cmdlet;
    private readonly PyAwaitJob? _job;
    private readonly AwaitTasks? _tasks;
    private bool _hasEnded;

    private HandedAwaits(PSCmdlet cmdlet, PyAwaitJob? job, AwaitTasks? tasks)
    {
        _cmdlet = cmdlet;
        _job = job;
        _tasks = tasks;
    }

    /// <summary>Makes it where the parameters say so; null where the command itself waits. Both a job and Tasks end the command.</summary>
    /// <param name="cmdlet">The command.</param>
    /// <param name="command">The same, as who starts awaits.</param>
    /// <param name="parameters">What it was told.</param>
    /// <param name="target">What is called; it is disposed of at the end.</param>
    /// <param name="options">How.</param>
    /// <param name="hasInput">Whether there is a pipeline.</param>
    public static HandedAwaits? Of(PSCmdlet cmdlet, CallOrigin command, IAwaitParameters parameters, PyTarget target, AwaitOptions options, bool hasInput)
    {
        if (parameters.WantsTasks)
        {
            if (parameters.WantsJob)
            {
                cmdlet.ThrowTerminatingError(KnownErrors.NotTogether(cmdlet.MyInvocation.MyCommand.Name, "AsJob", "AsTask"));
            }
            return new HandedAwaits(cmdlet, null, new AwaitTasks(command, target, options));
        }
        return parameters.WantsJob
            ? new HandedAwaits(cmdlet, new PyAwaitJob(command, parameters.NameOfJob, target, options, hasInput) { LogsErrors = parameters.LogsErrors }, null)
            : null;
    }

    /// <summary>Who starts the awaits.</summary>
    public CallOrigin Origin => _job?.Origin ?? _tasks!.Origin;

    /// <summary>Adds an await.</summary>
    /// <param name="item">The item of the pipeline.</param>
    /// <param name="hasItem">Whether there is one.</param>
    /// <param name="arguments">With what it is called; null for what all are called with.</param>
    /// <param name="context">Its context.</param>
    public void Submit(object? item, bool hasItem, PyArguments? arguments, PyContext? context)
    {
        if (_job is not null)
        {
            _job.Submit(item, hasItem, arguments, context);
        }
        else
        {
            _cmdlet.WriteObject(_tasks!.Submit(item, hasItem, arguments, context));
        }
    }

    /// <summary>No further one comes: the job is the session's from now on.</summary>
    public void End()
    {
        _hasEnded = true;
        _tasks?.EndInput();
        if (_job is not null)
        {
            _job.EndInput();
            PyJobSourceAdapter.Add(_cmdlet.JobManager, _job);
            _cmdlet.WriteObject(_job);
        }
    }

    /// <summary>The command ends: where it does while it takes its input, no job was handed over. Tasks that were handed out are the caller's. Any thread.</summary>
    public void Cancel()
    {
        if (_hasEnded)
        {
            return;
        }
        _tasks?.EndInput();
        if (_job is not null)
        {
            _job.EndInput();
            _job.StopJobAsync();
        }
    }
}
