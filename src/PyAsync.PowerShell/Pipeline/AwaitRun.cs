using System;
using System.Collections.Generic;
using PyAsync.Calls;
using PyAsync.Objects;
using PyAsync.PowerShell.Errors;
using PyAsync.PowerShell.Values;

namespace PyAsync.PowerShell.Pipeline;

/// <summary>
/// The awaits of one command, job or imported function: what is called with what, how many at a time, in which order the
/// outcomes are written, how long each may take. It knows no cmdlet and waits for nothing: outcomes come by the pump to
/// whoever delivers them. All members are for the thread that the output writes on, unless they say otherwise.
/// </summary>
internal sealed class AwaitRun : IDisposable
{
    /// <summary>Python's <c>finally</c> blocks have this long after a cancellation; then the await is abandoned.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(1.5);

    private readonly InFlightList _inFlight = new();
    private readonly IOutput _output;
    private readonly IResultWriter _writer;
    private readonly Deadlines? _deadlines;
    private readonly Retries? _retries;
    private readonly StartRate? _rate;
    private readonly bool _isTracked;
    private BatchProgress? _progress;
    private bool _isCancelled;
    private long _index;

    /// <summary>Makes it for a target, which it disposes of.</summary>
    /// <param name="output">Where outcomes are written.</param>
    /// <param name="pump">Where they come in. It may be called on any thread.</param>
    /// <param name="origin">Who starts the awaits.</param>
    /// <param name="target">What is called.</param>
    /// <param name="options">How.</param>
    /// <param name="writer">Writes the outcomes; null for results and errors on the output.</param>
    public AwaitRun(IOutput output, Action<IPumpItem> pump, CallOrigin origin, PyTarget target, AwaitOptions options, IResultWriter? writer = null)
    {
        Pump = pump;
        Origin = origin;
        Target = target;
        Options = options;
        _output = output;
        _writer = writer ?? ResultWriter.ForAll(output, options);
        _retries = options.Retry is { } policy ? new Retries(policy, options, output) : null;
        _isTracked = options.AsResult || options.Retry is not null;
        _rate = options.RateLimit > 0 ? new StartRate(options.RateLimit) : null;
        WorkOutput.Take(options.Arguments, origin);
        CodePlaces.Begin(target, origin);
        _deadlines = options.TimeLimit is { } limit ? new Deadlines(_inFlight, limit) : null;
    }

    /// <summary>Where outcomes come in. Any thread.</summary>
    public Action<IPumpItem> Pump { get; }

    /// <summary>Who starts the awaits. Any thread.</summary>
    public CallOrigin Origin { get; }

    /// <summary>What is called.</summary>
    public PyTarget Target { get; }

    /// <summary>How it is called.</summary>
    public AwaitOptions Options { get; }

    /// <summary>How many awaits there were, those included that did not start.</summary>
    public long Started => _index;

    /// <summary>How many have ended.</summary>
    public long Ended { get; private set; }

    /// <summary>How many of these have failed.</summary>
    public long Failed { get; private set; }

    /// <summary>How many there will be; null while that is not known.</summary>
    public long? Total { get; set; }

    /// <summary>How many awaits are in flight, those included that wait for their next attempt.</summary>
    public int InFlight => _inFlight.Count + (_retries?.Count ?? 0);

    /// <summary>Whether as many are in flight as may be.</summary>
    public bool IsFull => Options.ThrottleLimit > 0 && InFlight >= Options.ThrottleLimit;

    /// <summary>Whether no further await may start just now, as too many have within the last second.</summary>
    public bool IsTooSoon => _rate is not null && _rate.UntilTurn() > 0;

    /// <summary>Whether the writer wants no more outcomes.</summary>
    public bool HasEnough => _writer.HasEnough;

    /// <summary>Starts an await without an item of a pipeline.</summary>
    public void Submit(PyContext? context) => Submit(Origin, null, false, null, context);

    /// <summary>Starts an await for an item of a pipeline.</summary>
    public void Submit(object? item, PyContext? context) => Submit(Origin, PSValues.Unwrap(item), true, null, context);

    /// <summary>Starts an await.</summary>
    /// <param name="origin">Whose its records are.</param>
    /// <param name="item">The item of a pipeline.</param>
    /// <param name="hasItem">Whether there is one.</param>
    /// <param name="arguments">With what it is called, behind the item; null for what all are called with.</param>
    /// <param name="context">Its context.</param>
    public void Submit(CallOrigin origin, object? item, bool hasItem, PyArguments? arguments, PyContext? context)
    {
        if (arguments is not null)
        {
            WorkOutput.Take(arguments, origin);
        }
        Start(Make(origin, item, hasItem, arguments ?? Options.Arguments, context));
    }

    /// <summary>An await that will not start has ended as cancelled: its outcome is written in its turn.</summary>
    public void EndUnstarted(CallOrigin origin, object? item, bool hasItem) =>
        End(Make(origin, item, hasItem, PyArguments.None, null), new OperationCanceledException(), failed: true);

    /// <summary>An await has ended: its outcome is written in its turn. Every outcome comes by here, once.</summary>
    public void End(PipelineCall call, object? outcome, bool failed)
    {
        _inFlight.Remove(call);
        call.NoteEnd();
        if (failed)
        {
            if (_retries is not null && !_isCancelled && _retries.TryTake((TrackedCall)call, (Exception)outcome!))
            {
                return;
            }
            Failed++;
        }
        Ended++;
        _writer.Write(call, outcome, failed);
    }

    /// <summary>Writes an item of a stream in its turn.</summary>
    public void WriteItem(PipelineCall call, object? value) => _writer.WriteItem(call, value);

    /// <summary>When there is something to do by the clock, in milliseconds from now; -1 for never.</summary>
    public int UntilDue()
    {
        int due = _progress?.UntilDue() ?? -1;
        if (_deadlines is not null && _inFlight.First is { } first)
        {
            due = Earlier(due, (int)Math.Clamp(first.Deadline + (long)Grace.TotalMilliseconds - Environment.TickCount64, 0, int.MaxValue));
        }
        if (_retries is not null && _retries.UntilDue() is >= 0 and var retry)
        {
            due = Earlier(due, Math.Max(retry, _rate?.UntilTurn() ?? 0));
        }
        return _rate is not null && _rate.UntilTurn() is > 0 and var turn ? Earlier(due, turn) : due;
    }

    /// <summary>Does what is due: begins next attempts, shows progress, abandons what did not end in time. Never waits.</summary>
    public void DoDue()
    {
        while (_retries is not null && !IsTooSoon && _retries.TakeDue() is { } call)
        {
            Start(call.Again());
        }
        _progress?.Show();
        if (_deadlines is not null && _inFlight.First is { } first && first.Deadline <= Environment.TickCount64 - (long)Grace.TotalMilliseconds)
        {
            AbandonLate();
        }
    }

    /// <summary>Takes what waits for its next attempt, which will not be.</summary>
    public List<PipelineCall> TakeRetries() => [.. _retries?.TakeAll() ?? []];

    /// <summary>Asks all awaits to end, as nobody wants their results; they are then taken by <see cref="TakeUnwanted"/>. None is tried again.</summary>
    public void CancelAll()
    {
        _isCancelled = true;
        _inFlight.Cancel(Target.Loop);
    }

    /// <summary>Asks the await of that number to end.</summary>
    public void Cancel(long index)
    {
        if (_retries?.TakeOut(index) is { } waiting)
        {
            _ = waiting.NoteCancel(PyCancelReason.Requested);
            End(waiting, new OperationCanceledException(), failed: true);
            return;
        }
        _inFlight.Cancel(Target.Loop, index);
    }

    /// <summary>Abandons what is in flight, each with an outcome that says so: it was cancelled, and has not ended. How many there were.</summary>
    public int EndAll()
    {
        List<PipelineCall> late = _inFlight.Abandon(long.MaxValue);
        late.ForEach(call => End(call, new OperationCanceledException(), failed: true));
        return late.Count;
    }

    /// <summary>Takes an outcome that nobody wants. What an await failed with of itself, other than by being cancelled, is returned.</summary>
    public PyException? TakeUnwanted(PipelineCall call)
    {
        _inFlight.Remove(call);
        return call.OwnError;
    }

    /// <summary>Abandons all awaits: they go on, and what comes of them is dropped.</summary>
    public void AbandonAll()
    {
        _ = _inFlight.Abandon(long.MaxValue);
        _inFlight.Clear();
    }

    /// <summary>Cancels what an exception has left in flight.</summary>
    public void Dispose()
    {
        _deadlines?.Dispose();
        CancelAll();
        Target.Dispose();
    }

    // What was cancelled when its time was up and has not ended since: its outcome is an error that says so.
    private void AbandonLate()
    {
        TimeoutMark? mark = null;
        foreach (PipelineCall call in _inFlight.Abandon(Environment.TickCount64 - (long)Grace.TotalMilliseconds))
        {
            // Asked for once: a loop that holds the GIL takes its time to be looked at.
            mark ??= new TimeoutMark { GoesOn = true, BlockedAt = Target.Loop.BlockedAt() };
            End(call, mark, failed: true);
        }
    }

    private void Start(PipelineCall call)
    {
        _rate?.Take();
        if (_deadlines is not null)
        {
            call.Deadline = _deadlines.FromNow;
        }
        call.NoteStart();
        _inFlight.Add(call);
        if (!Target.Loop.TryPost(call))
        {
            // It ends as those in flight do: with an error of its own, behind the outcomes that wait.
            call.Abandon(new LoopStoppedException(Target.Loop.Name));
        }
        _deadlines?.Watch();
    }

    private PipelineCall Make(CallOrigin origin, object? item, bool hasItem, PyArguments arguments, PyContext? context)
    {
        WorkOutput.Take(item, origin);
        if (_index == 1)
        {
            _progress = new BatchProgress(this, _output);
        }
        long index = _index++;
        return _isTracked
            ? new TrackedCall(this, index, origin, item, hasItem, arguments, context)
            : new PipelineCall(this, index, origin, item, hasItem, arguments, context);
    }

    private static int Earlier(int one, int other) => one < 0 ? other : Math.Min(one, other);
}
