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
    private readonly IResultWriter _writer;
    private readonly Deadlines? _deadlines;
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
        _writer = writer ?? (options.Ordered ? new OrderedWriter(new ResultWriter(output, options)) : new ResultWriter(output, options));
        TakeWork(options.Arguments);
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

    /// <summary>How many awaits are in flight.</summary>
    public int InFlight => _inFlight.Count;

    /// <summary>Whether no further await may start just now.</summary>
    public bool IsFull => Options.ThrottleLimit > 0 && _inFlight.Count >= Options.ThrottleLimit;

    /// <summary>Whether the writer wants no more outcomes.</summary>
    public bool HasEnough => _writer.HasEnough;

    /// <summary>Starts an await without an item of a pipeline.</summary>
    public void Submit(PyContext? context) => Submit(Origin, null, false, context);

    /// <summary>Starts an await for an item of a pipeline.</summary>
    public void Submit(object? item, PyContext? context) => Submit(Origin, PSValues.Unwrap(item), true, context);

    /// <summary>Starts an await whose records have an output of their own.</summary>
    public void Submit(CallOrigin origin, object? item, bool hasItem, PyContext? context) => Start(Make(origin, item, hasItem, Options.Arguments, context));

    /// <summary>Starts an await with arguments of its own, behind the item where there is one.</summary>
    public void Submit(object? item, bool hasItem, PyArguments arguments, PyContext? context)
    {
        TakeWork(arguments);
        Start(Make(Origin, item, hasItem, arguments, context));
    }

    /// <summary>An await that will not start has ended as cancelled: its outcome is written in its turn.</summary>
    public void EndUnstarted(CallOrigin origin, object? item, bool hasItem) =>
        End(Make(origin, item, hasItem, Options.Arguments, null), new OperationCanceledException(), failed: true);

    /// <summary>An await has ended: its outcome is written in its turn. Every outcome comes by here, once.</summary>
    public void End(PipelineCall call, object? outcome, bool failed)
    {
        _inFlight.Remove(call);
        _writer.Write(call, outcome, failed);
    }

    /// <summary>Writes an item of a stream in its turn.</summary>
    public void WriteItem(PipelineCall call, object? value) => _writer.WriteItem(call, value);

    /// <summary>When the next await must be looked at, in milliseconds from now; -1 where none has a limit.</summary>
    public int UntilDue() => _deadlines is null || _inFlight.First is not { } first
        ? -1
        : (int)Math.Clamp(first.Deadline + (long)Grace.TotalMilliseconds - Environment.TickCount64, 0, int.MaxValue);

    /// <summary>Abandons what was cancelled when its time was up and has not ended since; its outcome is an error that says so.</summary>
    public void AbandonLate()
    {
        if (_deadlines is null)
        {
            return;
        }
        long due = Environment.TickCount64 - (long)Grace.TotalMilliseconds;
        TimeoutMark? mark = null;
        // All have the same limit, so they are due in the order in which they began.
        for (PipelineCall? call = _inFlight.First; call is not null && call.Deadline <= due;)
        {
            PipelineCall? next = call.NextInFlight;
            if (call.AbandonOutcome())
            {
                // Asked for once: a loop that holds the GIL takes its time to be looked at.
                mark ??= new TimeoutMark { GoesOn = true, BlockedAt = call.Target.Loop.BlockedAt() };
                End(call, mark, failed: true);
            }
            call = next;
        }
    }

    /// <summary>Asks all awaits to end, as nobody wants their results; they are then taken by <see cref="TakeUnwanted"/>.</summary>
    public void CancelAll()
    {
        for (PipelineCall? call = _inFlight.First; call is not null; call = call.NextInFlight)
        {
            call.Cancel(Target.Loop, PyCancelReason.Requested);
        }
    }

    /// <summary>Asks the await of that number to end.</summary>
    public void Cancel(long index)
    {
        for (PipelineCall? call = _inFlight.First; call is not null; call = call.NextInFlight)
        {
            if (call.Index == index)
            {
                call.Cancel(Target.Loop, PyCancelReason.Requested);
            }
        }
    }

    /// <summary>Abandons what is in flight, each with an outcome that says so: it was cancelled, and has not ended. How many there were.</summary>
    public int EndAll()
    {
        int count = 0;
        for (PipelineCall? call = _inFlight.First; call is not null;)
        {
            PipelineCall? next = call.NextInFlight;
            if (call.AbandonOutcome())
            {
                count++;
                End(call, new OperationCanceledException(), failed: true);
            }
            call = next;
        }
        return count;
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
        for (PipelineCall? call = _inFlight.First; call is not null; call = call.NextInFlight)
        {
            _ = call.AbandonOutcome();
        }
        _inFlight.Clear();
    }

    /// <summary>Cancels what an exception has left in flight.</summary>
    public void Dispose()
    {
        _deadlines?.Dispose();
        CancelAll();
        Target.Dispose();
    }

    private void TakeWork(PyArguments arguments)
    {
        for (int i = 0; i < arguments.Count; i++)
        {
            WorkOutput.Take(arguments[i], Origin);
        }
        foreach (KeyValuePair<string, object?> argument in arguments.Keyword)
        {
            WorkOutput.Take(argument.Value, Origin);
        }
    }

    private void Start(PipelineCall call)
    {
        if (_deadlines is not null)
        {
            call.Deadline = _deadlines.FromNow;
        }
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
        return new PipelineCall(this, _index++)
        {
            Target = Target,
            Arguments = arguments,
            Conversion = Options.Conversion,
            Item = item,
            HasItem = hasItem,
            Context = context,
            Origin = origin,
        };
    }
}
