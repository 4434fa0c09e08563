using System;
using System.Management.Automation;
using PyAsync.Calls;
using PyAsync.PowerShell.Pipeline;

namespace PyAsync.PowerShell.Jobs;

/// <summary>The awaits of a command as a job: with a child job for each input where there is a pipeline, else one await that is the job itself.</summary>
internal sealed class PyAwaitJob : PyJob, IResultWriter
{
    private readonly CallOrigin _origin;
    private readonly AwaitOptions _options;
    private readonly BackgroundAwaits _awaits;
    private readonly bool _hasInput;
    private IResultWriter? _writer;
    private long _succeeded;
    private bool _anyFailed;
    private bool _anyStopped;

    /// <summary>Makes it; inputs are added, and their end is said.</summary>
    /// <param name="command">The command that starts it.</param>
    /// <param name="name">Its name; null for one made of its number.</param>
    /// <param name="target">What is called; the job disposes of it.</param>
    /// <param name="options">How.</param>
    /// <param name="hasInput">Whether there is a pipeline, each input of which has a child job.</param>
    public PyAwaitJob(CallOrigin command, string? name, PyTarget target, AwaitOptions options, bool hasInput)
        : base(command.Command, name, target.Loop.Name)
    {
        _origin = command.For(this, Name);
        _options = options;
        _hasInput = hasInput;
        _awaits = new BackgroundAwaits(Result, this, _origin, target, options, Begin, OnEnded, TellFailed);
        SetJobState(JobState.Running);
    }

    /// <summary>Who starts the awaits of the job itself.</summary>
    public CallOrigin Origin => _origin;

    /// <inheritdoc/>
    public override bool HasMoreData
    {
        get
        {
            if (base.HasMoreData)
            {
                return true;
            }
            foreach (Job child in ChildJobs)
            {
                if (child.HasMoreData)
                {
                    return true;
                }
            }
            return false;
        }
    }

    /// <inheritdoc/>
    bool IResultWriter.HasEnough => _options.First > 0 && _succeeded >= _options.First;

    /// <summary>Adds the await of the job itself, or of a child for an item of the pipeline. The pipeline's thread.</summary>
    public void Submit(object? item, bool hasItem, PyArguments? arguments, PyContext? context)
    {
        if (!_hasInput)
        {
            _awaits.Submit(_origin, null, false, arguments, context);
            return;
        }
        PyAwaitChildJob child = new(this, _origin, ChildJobs.Count) { LogsErrors = LogsErrors };
        ChildJobs.Add(child);
        _awaits.Submit(child.Origin, item, hasItem, arguments, context);
    }

    /// <summary>Says that no further input comes.</summary>
    public void EndInput() => _awaits.EndInput();

    /// <summary>Cancels a child's await.</summary>
    public void Cancel(PyAwaitChildJob child) => _awaits.Cancel(child.Index);

    /// <summary>Does something between two outcomes; nothing where all have ended.</summary>
    public void Do(Action action) => _awaits.Do(action);

    /// <summary>Adds a record of the job or a child.</summary>
    public bool Write(RecordItem record) => _awaits.TryWrite(record);

    /// <inheritdoc/>
    internal override bool Owns(CallOrigin origin) => base.Owns(origin) || (origin.Output is PyAwaitChildJob child && child.Parent == this);

    /// <inheritdoc/>
    void IResultWriter.Write(PipelineCall call, object? outcome, bool failed)
    {
        bool isWanted = !((IResultWriter)this).HasEnough;
        JobState state = !isWanted || (failed && outcome is OperationCanceledException) ? JobState.Stopped
            // With result objects a failure is a result too.
            : failed && !_options.AsResult ? JobState.Failed
            : JobState.Completed;
        _succeeded += isWanted && !failed ? 1 : 0;
        _anyFailed |= state is JobState.Failed;
        _anyStopped |= isWanted && state is JobState.Stopped;
        if (call.Origin?.Output is PyAwaitChildJob child)
        {
            child.End(call, outcome, failed, state, _options);
        }
        else if (state is not JobState.Stopped)
        {
            Writer.Write(call, outcome, failed);
        }
    }

    /// <inheritdoc/>
    void IResultWriter.WriteItem(PipelineCall call, object? value)
    {
        if (call.Origin?.Output is PyAwaitChildJob child)
        {
            child.WriteItem(call, value, _options);
        }
        else
        {
            Writer.WriteItem(call, value);
        }
    }

    /// <inheritdoc/>
    private protected override bool TryWrite(RecordItem record) => Write(record);

    /// <inheritdoc/>
    private protected override void Cancel()
    {
        Do(() => Enter(JobState.Stopping));
        _awaits.CancelAll();
    }

    private IResultWriter Writer => _writer ??= ResultWriter.For(Result, _options);

    private static void Begin(CallOrigin origin) => (origin.Output as PyAwaitChildJob)?.Begin();

    private void OnEnded() => End(
        IsStopAsked ? JobState.Stopped
        : _anyFailed ? JobState.Failed
        : _anyStopped ? JobState.Stopped
        : JobState.Completed, _origin);
}
