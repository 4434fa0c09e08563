using System;
using System.Diagnostics;
using PyAsync.Calls;

namespace PyAsync.PowerShell.Pipeline;

/// <summary>An await of which is known how often it was tried and how long all of that took: what is tried again, or told as a result object.</summary>
internal sealed class TrackedCall : PipelineCall
{
    private readonly PyArguments _arguments;
    // Timestamps; 0 for not yet.
    private long _began;
    private long _ended;

    /// <summary>Makes it for an input's first attempt.</summary>
    public TrackedCall(AwaitRun run, long index, CallOrigin origin, object? item, bool hasItem, PyArguments arguments, PyContext? context)
        : base(run, index, origin, item, hasItem, arguments, context)
    {
        // The call itself frees them once it has started.
        _arguments = arguments;
    }

    private TrackedCall(TrackedCall before)
        : base(before.Run, before.Index, before.Origin!, before.Item, before.HasItem, before._arguments, before.Context)
    {
        _arguments = before._arguments;
        _began = before._began;
        Attempt = before.Attempt;
    }

    /// <summary>The attempt's number, from 1; 0 where it did not start.</summary>
    public int Attempt { get; private set; }

    /// <summary>From the start of the first attempt to the outcome of this one; none where it did not start.</summary>
    public TimeSpan Duration => _began == 0 ? TimeSpan.Zero : Stopwatch.GetElapsedTime(_began, _ended);

    /// <summary>Whether it was cancelled, other than as its time was up.</summary>
    public bool WasAskedToEnd => CancelReason is PyCancelReason.Requested;

    /// <summary>The same await for its next attempt.</summary>
    public TrackedCall Again() => new(this);

    public override void NoteStart()
    {
        Attempt++;
        if (_began == 0)
        {
            _began = Stopwatch.GetTimestamp();
        }
    }

    public override void NoteEnd()
    {
        if (_ended == 0)
        {
            _ended = Stopwatch.GetTimestamp();
        }
    }
}
