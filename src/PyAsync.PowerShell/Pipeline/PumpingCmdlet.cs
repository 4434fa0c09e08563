using System;
using System.Collections.Generic;
using System.Management.Automation;
using System.Threading;
using PyAsync.Calls;
using PyAsync.Loops;
using PyAsync.Objects;
using PyAsync.PowerShell.Commands;
using PyAsync.PowerShell.Errors;

namespace PyAsync.PowerShell.Pipeline;

/// <summary>
/// A cmdlet whose pipeline thread works off a <see cref="Pump"/> while awaits are in flight, and which ends them when it
/// is stopped: by Ctrl+C, by a downstream command that has enough, or by an error. All members are for the pipeline's
/// thread unless they say otherwise.
/// </summary>
public abstract class PumpingCmdlet : PyCmdlet, IDisposable
{
    // Python's finally blocks have this long after a stop; then the prompt comes back whatever Python does.
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(1.5);

    private static long s_count;

    private readonly InFlightList _inFlight = new();
    private Pump? _pump;
    private CallOrigin? _origin;
    private Deadlines? _deadlines;
    private bool _entered;
    private bool _disposed;

    /// <summary>How many awaits are in flight.</summary>
    private protected int InFlight => _inFlight.Count;

    /// <summary>How long each await may take; null without a limit.</summary>
    private protected TimeSpan? Limit { get; set; }

    /// <summary>The command's own number in this process. Any thread.</summary>
    internal long Number { get; } = Interlocked.Increment(ref s_count);

    /// <summary>Where outcomes come in. Any thread, once <see cref="BeginProcessing"/> has run.</summary>
    internal Pump Pump => _pump ?? throw new InvalidOperationException("The cmdlet has not begun.");

    /// <summary>Who starts the command's awaits.</summary>
    internal CallOrigin Origin => _origin ??= MakeOrigin(new CommandOutput(this));

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        _pump = new Pump(PipelineThread.Current);
        _pump.Thread.Enter();
        _entered = true;
        ActiveCommands.Add(this);
    }

    /// <summary>Starts an await.</summary>
    internal void Submit(PyEventLoop loop, PipelineCall call)
    {
        if (Limit is { } limit)
        {
            _deadlines ??= new Deadlines(_inFlight, limit);
            call.Deadline = _deadlines.FromNow;
        }
        _inFlight.Add(call);
        if (!loop.TryPost(call))
        {
            _inFlight.Remove(call);
            ThrowTerminatingError(ErrorRecords.From(new LoopStoppedException(loop.Name), loop));
        }
        _deadlines?.Watch();
    }

    /// <summary>An await's outcome has come.</summary>
    internal void Settle(PipelineCall call) => _inFlight.Remove(call);

    /// <summary>Writes what has come so far; never waits.</summary>
    private protected void PumpReady()
    {
        if (Pump.HasItems || Pump.Thread.HasCallbacks)
        {
            Guarded(DeliverAll);
        }
        if (Limit is not null)
        {
            ForsakeLate();
        }
    }

    /// <summary>Writes what comes until no more than so many awaits are in flight.</summary>
    private protected void PumpUntil(int most)
    {
        if (_inFlight.Count > most)
        {
            PumpWhile(() => _inFlight.Count > most);
        }
    }

    /// <summary>Writes what comes for as long as the condition holds; whoever ends it wakes the thread.</summary>
    private protected void PumpWhile(Func<bool> condition) => Guarded(() => Work(condition));

    /// <summary>Runs something that writes; whatever ends it early ends the awaits too.</summary>
    private protected void Guarded(Action action)
    {
        bool whole = false;
        try
        {
            action();
            whole = true;
        }
        finally
        {
            if (!whole)
            {
                EndInFlight();
            }
        }
    }

    private void Work(Func<bool> condition)
    {
        // The condition is looked at again between "asleep" and sleeping, so that no wake-up is lost.
        Func<bool> ready = () => IsStopping || Pump.HasItems || !condition();
        while (condition())
        {
            if (IsStopping)
            {
                throw new PipelineStoppedException();
            }
            if (!Pump.HasItems)
            {
                Pump.Thread.Wait(ready, NextDeadline());
            }
            DeliverAll();
            ForsakeLate();
        }
    }

    private void DeliverAll()
    {
        Deliver(Pump.Thread.TakeCallbacks());
        Deliver(Pump.TakeAll());
    }

    private void Deliver(IPumpItem? item)
    {
        while (item is not null)
        {
            IPumpItem? next = item.Next;
            item.Next = null;
            bool whole = false;
            try
            {
                item.Deliver(this);
                whole = true;
            }
            finally
            {
                if (!whole)
                {
                    PutBack(next);
                }
            }
            item = next;
        }
    }

    // What an exception left undelivered: outcomes are still counted off, callbacks still answered.
    private void PutBack(IPumpItem? item)
    {
        while (item is not null)
        {
            IPumpItem? next = item.Next;
            if (item is not ScriptBlockItem callback)
            {
                Pump.Push(item);
            }
            else if (!IsOuters(callback) || !Pump.Thread.TryPush(callback))
            {
                callback.Cancel();
            }
            item = next;
        }
    }

    // It was not given to this command: the one around it goes on, and runs it.
    private bool IsOuters(ScriptBlockItem callback) => callback.Command != Number && Pump.Thread.IsNested;

    /// <inheritdoc/>
    protected override void StopProcessing()
    {
        base.StopProcessing();
        _pump?.Thread.Wake();
    }

    /// <summary>Cancels what is in flight and gives Python a moment to end it.</summary>
    private void EndInFlight()
    {
        if (_inFlight.Count == 0)
        {
            return;
        }
        PyEventLoop loop = _inFlight.First!.Target.Loop;
        for (PipelineCall? call = _inFlight.First; call is not null; call = call.NextInFlight)
        {
            call.Cancel(call.Target.Loop, PyCancelReason.Requested);
        }
        long due = Environment.TickCount64 + (long)s_grace.TotalMilliseconds;
        Queue<ScriptBlockItem> outers = [];
        List<PyException> lost = [];
        while (_inFlight.Count > 0 && Environment.TickCount64 < due)
        {
            // Nothing of the user's runs any more for this command: what Python calls meanwhile is cancelled.
            for (IPumpItem? item = Pump.Thread.TakeCallbacks(); item is not null; item = item.Next)
            {
                if (item is ScriptBlockItem callback && IsOuters(callback))
                {
                    outers.Enqueue(callback);
                }
                else
                {
                    (item as ScriptBlockItem)?.Cancel();
                }
            }
            for (IPumpItem? item = Pump.TakeAll(); item is not null; item = item.Next)
            {
                if (item is PipelineCall call)
                {
                    _inFlight.Remove(call);
                    if (call.OwnError is { } error)
                    {
                        lost.Add(error);
                    }
                }
            }
            if (_inFlight.Count > 0)
            {
                Pump.Thread.Wait(() => Pump.HasItems, (int)Math.Max(1, due - Environment.TickCount64));
            }
        }
        foreach (ScriptBlockItem callback in outers)
        {
            _ = Pump.Thread.TryPush(callback);
        }
        if (lost.Count > 0)
        {
            // A stopped pipeline takes no record any more, so the host is told.
            string more = lost.Count > 1 ? $" ({lost.Count - 1} more did so)" : "";
            Host.UI.WriteWarningLine($"A Python await that was cancelled, as nobody wants its result any more, failed instead{more}: {lost[0].Traceback.TrimEnd()}");
        }
        if (_inFlight.Count > 0)
        {
            GiveUp(loop);
        }
    }

    private void GiveUp(PyEventLoop loop)
    {
        int left = _inFlight.Count;
        for (PipelineCall? call = _inFlight.First; call is not null; call = call.NextInFlight)
        {
            call.AbandonOutcome();
        }
        _inFlight.Clear();
        string where = loop.BlockedAt() is { } line ? $" Its thread is at {line}." : "";
        // A stopped pipeline takes no record any more, so the host is told.
        Host.UI.WriteWarningLine($"{left} Python await(s) on the loop '{loop.Name}' did not end within {s_grace.TotalSeconds:0.#} s of the cancellation and go on in the background.{where}");
    }

    private int NextDeadline()
    {
        if (Limit is null || _inFlight.First is not { } first)
        {
            return -1;
        }
        return (int)Math.Clamp(first.Deadline + (long)s_grace.TotalMilliseconds - Environment.TickCount64, 0, int.MaxValue);
    }

    // Its deadline has cancelled it; what does not end within the grace is given up, in the order in which it began, as all
    // awaits of a command have the same limit.
    private void ForsakeLate()
    {
        long due = Environment.TickCount64 - (long)s_grace.TotalMilliseconds;
        TimeoutMark? mark = null;
        for (PipelineCall? call = _inFlight.First; Limit is not null && call is not null && call.Deadline <= due && !IsStopping;)
        {
            PipelineCall? next = call.NextInFlight;
            if (call.AbandonOutcome())
            {
                _inFlight.Remove(call);
                // Asked for once: a loop that holds the GIL takes its time to be looked at.
                mark ??= new TimeoutMark { GoesOn = true, BlockedAt = call.Target.Loop.BlockedAt() };
                call.Writer.Write(call, mark, failed: true);
            }
            call = next;
        }
    }

    /// <summary>Frees what the cmdlet holds. Awaits that an exception left in flight are cancelled.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (_disposed)
        {
            return;
        }
        _disposed = true;
        _deadlines?.Dispose();
        for (PipelineCall? call = _inFlight.First; call is not null; call = call.NextInFlight)
        {
            call.Cancel(call.Target.Loop, PyCancelReason.Requested);
        }
        if (_entered)
        {
            ActiveCommands.Remove(this);
            for (IPumpItem? item = Pump.Thread.Exit(); item is not null; item = item.Next)
            {
                (item as ScriptBlockItem)?.Cancel();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }
}
