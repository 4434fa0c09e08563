using System;
using PyAsync.Calls;
using PyAsync.Objects;
using PyAsync.PowerShell.Errors;

namespace PyAsync.PowerShell.Pipeline;

/// <summary>An await of an <see cref="AwaitRun"/>, whose outcome goes to the run's pump.</summary>
internal sealed class PipelineCall(AwaitRun run, long index) : PyCall, IPumpItem
{
    private object? _outcome;
    private bool _failed;

    public IPumpItem? Next { get; set; }

    public PipelineCall? NextInFlight { get; set; }

    public PipelineCall? PreviousInFlight { get; set; }

    /// <summary>The run that it belongs to.</summary>
    public AwaitRun Run => run;

    /// <summary>The input's number, from 0.</summary>
    public long Index => index;

    /// <summary>The item, or what is called where there is none: what an error is about.</summary>
    public object? Subject => HasItem ? Item : Target.ToString();

    /// <summary>What it failed with of itself, once it has ended: not by being cancelled, nor by the end of its loop.</summary>
    public PyException? OwnError => _failed && _outcome is PyException error && !error.Is("CancelledError") ? error : null;

    /// <summary>When its time is up, by <see cref="Environment.TickCount64"/>.</summary>
    public long Deadline { get; set; } = long.MaxValue;

    public void Deliver(IOutput output) => run.End(this, _outcome, _failed);

    public void Discard()
    {
        // The command has ended, so nobody wants the outcome.
    }

    protected internal override bool Streams => !Conversion.Raw;

    protected override void OnItem(object? value) => run.Pump(new StreamItem(this, value));

    protected override void OnResult(object? value)
    {
        _outcome = value;
        run.Pump(this);
    }

    protected override void OnFaulted(Exception error)
    {
        _outcome = error;
        _failed = true;
        run.Pump(this);
    }

    protected override void OnCanceled(PyCancelReason reason)
    {
        _outcome = reason is PyCancelReason.Timeout ? TimeoutMark.Instance : new OperationCanceledException();
        _failed = true;
        run.Pump(this);
    }
}
