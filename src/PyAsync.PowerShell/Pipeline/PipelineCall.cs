using System;
using PyAsync.Calls;
using PyAsync.Objects;
using PyAsync.PowerShell.Errors;

namespace PyAsync.PowerShell.Pipeline;

/// <summary>An await of an <see cref="AwaitRun"/>, whose outcome goes to the run's pump.</summary>
internal class PipelineCall : PyCall, IPumpItem
{
    private readonly AwaitRun _run;
    private object? _outcome;
    private bool _failed;

    /// <summary>Makes it for an input.</summary>
    public PipelineCall(AwaitRun run, long index, CallOrigin origin, object? item, bool hasItem, PyArguments arguments, PyContext? context)
    {
        _run = run;
        Index = index;
        Origin = origin;
        Item = item;
        HasItem = hasItem;
        Context = context;
        Target = run.Target;
        Arguments = arguments;
        Conversion = run.Options.Conversion;
    }

    public IPumpItem? Next { get; set; }

    public PipelineCall? NextInFlight { get; set; }

    public PipelineCall? PreviousInFlight { get; set; }

    /// <summary>The run that it belongs to.</summary>
    public AwaitRun Run => _run;

    /// <summary>The input's number, from 0.</summary>
    public long Index { get; }

    /// <summary>The item, or what is called where there is none: what an error is about.</summary>
    public object? Subject => HasItem ? Item : Target.ToString();

    /// <summary>The Python exception that ended it; null while it runs, after a success, and where cancellation, Ctrl+C or the end of its loop ended it.</summary>
    public PyException? OwnError =>
        _failed && _outcome is PyException error && !error.Is("CancelledError") && !error.Is("KeyboardInterrupt") ? error : null;

    /// <summary>When its time is up, by <see cref="Environment.TickCount64"/>.</summary>
    public long Deadline { get; set; } = long.MaxValue;

    public void Deliver(IOutput output) => _run.End(this, _outcome, _failed);

    public void Discard()
    {
        // The command has ended, so nobody wants the outcome.
    }

    protected internal sealed override bool Streams => !Conversion.Raw;

    /// <summary>It starts. Before it is posted.</summary>
    public virtual void NoteStart()
    {
    }

    /// <summary>The outcome is known: by what Python gave, or later, as nobody waits for that any longer. The first one counts. Whoever has ended it.</summary>
    public virtual void NoteEnd()
    {
    }

    protected sealed override void OnItem(object? value) => _run.Pump(new StreamItem(this, value));

    protected sealed override void OnResult(object? value)
    {
        _outcome = value;
        NoteEnd();
        _run.Pump(this);
    }

    protected sealed override void OnFaulted(Exception error)
    {
        _outcome = error;
        _failed = true;
        NoteEnd();
        _run.Pump(this);
    }

    protected sealed override void OnCanceled(PyCancelReason reason)
    {
        _outcome = reason is PyCancelReason.Timeout ? TimeoutMark.Instance : new OperationCanceledException();
        _failed = true;
        NoteEnd();
        _run.Pump(this);
    }
}
