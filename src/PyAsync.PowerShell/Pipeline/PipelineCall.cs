using System;
using PyAsync.Calls;
using PyAsync.Objects;

namespace PyAsync.PowerShell.Pipeline;

/// <summary>An await whose outcome goes to a cmdlet's pipeline.</summary>
internal sealed class PipelineCall(PumpingCmdlet cmdlet, IResultWriter writer, long index) : PyCall, IPumpItem
{
    private object? _outcome;
    private bool _failed;

    public IPumpItem? Next { get; set; }

    public PipelineCall? NextInFlight { get; set; }

    public PipelineCall? PreviousInFlight { get; set; }

    /// <summary>The cmdlet that waits for the outcome.</summary>
    public PumpingCmdlet Cmdlet => cmdlet;

    /// <summary>What writes the outcome.</summary>
    public IResultWriter Writer => writer;

    /// <summary>The input's number, from 0.</summary>
    public long Index => index;

    /// <summary>What it failed with of itself, once it has ended: not by being cancelled, nor by the end of its loop.</summary>
    public PyException? OwnError => _failed && _outcome is PyException error && !error.Is("CancelledError") ? error : null;

    /// <summary>When its time is up, by <see cref="Environment.TickCount64"/>.</summary>
    public long Deadline { get; set; } = long.MaxValue;

    public void Deliver(PumpingCmdlet pumping)
    {
        pumping.Settle(this);
        writer.Write(this, _outcome, _failed);
    }

    protected internal override bool Streams => !Conversion.Raw;

    protected override void OnItem(object? value) => cmdlet.Pump.Push(new StreamItem(this, value));

    protected override void OnResult(object? value)
    {
        _outcome = value;
        cmdlet.Pump.Push(this);
    }

    protected override void OnFaulted(Exception error)
    {
        _outcome = error;
        _failed = true;
        cmdlet.Pump.Push(this);
    }

    protected override void OnCanceled(PyCancelReason reason)
    {
        _outcome = reason is PyCancelReason.Timeout ? TimeoutMark.Instance : new OperationCanceledException();
        _failed = true;
        cmdlet.Pump.Push(this);
    }
}

/// <summary>Writes the outcomes of a cmdlet's awaits. The pipeline's thread.</summary>
internal interface IResultWriter
{
    /// <summary>Writes one; <paramref name="outcome"/> is the exception where it failed.</summary>
    void Write(PipelineCall call, object? outcome, bool failed);

    /// <summary>Writes an item of a stream, and tells the call that it was read.</summary>
    void WriteItem(PipelineCall call, object? value);
}

/// <summary>Stands for "its time was up", whose error record is made by who knows the limit.</summary>
internal sealed class TimeoutMark : Exception
{
    public static readonly TimeoutMark Instance = new();

    /// <summary>Whether it did not end when it was cancelled.</summary>
    public bool GoesOn { get; init; }

    /// <summary>Where the loop's thread was, if it did not even answer.</summary>
    public string? BlockedAt { get; init; }
}
