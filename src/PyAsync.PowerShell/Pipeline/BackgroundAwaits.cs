using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Threading;
using PyAsync.Calls;

namespace PyAsync.PowerShell.Pipeline;

/// <summary>
/// Awaits that no pipeline waits for: a job's. Outcomes are delivered by a <see cref="Mailbox"/>, so no thread is held while
/// Python waits; inputs for which there is no room yet wait in a queue. Members are for any thread.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "It frees what it has at its end, which a cancellation brings about.")]
internal sealed class BackgroundAwaits
{
    private readonly IOutput _output;
    private readonly Mailbox _mailbox;
    private readonly AwaitRun _run;
    private readonly Action<CallOrigin> _started;
    private readonly Action _ended;

    // What follows is the delivering thread's.
    private Queue<Input>? _waiting;
    private Timer? _timer;
    private long _cancelDue = long.MaxValue;
    private bool _isWhole;
    private bool _isCancelled;
    private bool _hasEnded;

    /// <summary>Makes it for a target, which it disposes of.</summary>
    /// <param name="output">Where the records of the whole go.</param>
    /// <param name="writer">Takes the outcome of each input, once.</param>
    /// <param name="origin">Who starts the awaits.</param>
    /// <param name="target">What is called.</param>
    /// <param name="options">How.</param>
    /// <param name="started">An input's await starts.</param>
    /// <param name="ended">All have ended: called once, last of all.</param>
    /// <param name="failed">Takes what the functions above and the output throw; it must not throw.</param>
    public BackgroundAwaits(
        IOutput output,
        IResultWriter writer,
        CallOrigin origin,
        PyTarget target,
        AwaitOptions options,
        Action<CallOrigin> started,
        Action ended,
        Action<Exception> failed)
    {
        _output = output;
        _started = started;
        _ended = ended;
        _mailbox = new Mailbox(Deliver, failed);
        _run = new AwaitRun(output, _mailbox.Push, origin, target, options, writer);
    }

    /// <summary>Adds an input, whose await starts as soon as there is room.</summary>
    public void Submit(CallOrigin origin, object? item, bool hasItem, PyArguments? arguments, PyContext? context) =>
        _mailbox.Push(new Input(this, origin, item, hasItem, arguments, context));

    /// <summary>Says that no further input comes.</summary>
    public void EndInput() => Do(() =>
    {
        _isWhole = true;
        _run.Total = _run.Started + (_waiting?.Count ?? 0);
    });

    /// <summary>Does something between two outcomes; nothing where all have ended.</summary>
    public void Do(Action action) => _mailbox.Push(new ActionItem(action));

    /// <summary>Adds a record of the work; false where all have ended.</summary>
    public bool TryWrite(RecordItem record) => _mailbox.TryPush(record);

    /// <summary>Cancels the input of that number, from 0, whether it has started or not.</summary>
    public void Cancel(long index) => Do(() =>
    {
        _run.Cancel(index);
        long first = _run.Started;
        foreach (Input input in _waiting ?? [])
        {
            input.IsCancelled |= first++ == index;
        }
    });

    /// <summary>Cancels all; what has not ended when the time for <c>finally</c> blocks is up is abandoned. Every input has its outcome then.</summary>
    public void CancelAll() => Do(CancelRest);

    private void Deliver(IPumpItem item)
    {
        if (_hasEnded)
        {
            item.Discard();
            return;
        }
        item.Deliver(_output);
        Continue();
    }

    // After everything that has come: room may be there, time may be up, all may have ended.
    private void Continue()
    {
        if (_run.HasEnough)
        {
            CancelRest();
        }
        // Further attempts come before new inputs: under a rate limit these would take every turn.
        _run.DoDue();
        while (_waiting is { Count: > 0 } && (_isCancelled || !(_run.IsFull || _run.IsTooSoon)))
        {
            Start(_waiting.Dequeue());
        }
        if (Environment.TickCount64 >= _cancelDue)
        {
            Abandon();
        }
        if (_isWhole && _waiting is not { Count: > 0 } && _run.InFlight == 0)
        {
            End();
        }
        else
        {
            WakeWhenDue();
        }
    }

    private void CancelRest()
    {
        if (!_isCancelled)
        {
            _isCancelled = true;
            _cancelDue = Environment.TickCount64 + (long)AwaitRun.Grace.TotalMilliseconds;
            _run.CancelAll();
            _run.TakeRetries().ForEach(call => _run.End(call, new OperationCanceledException(), failed: true));
        }
    }

    private void Take(Input input)
    {
        // Its turn comes at once where there is room.
        (_waiting ??= new Queue<Input>(1)).Enqueue(input);
    }

    private void Start(Input input)
    {
        if (_isCancelled || input.IsCancelled)
        {
            _run.EndUnstarted(input.Origin, input.Item, input.HasItem);
            return;
        }
        _started(input.Origin);
        _run.Submit(input.Origin, input.Item, input.HasItem, input.Arguments, input.Context);
    }

    private void Abandon()
    {
        _cancelDue = long.MaxValue;
        int left = _run.EndAll();
        if (left > 0)
        {
            _output.WarnHost(EarlyEnd.Abandoned(left, _run.Target.Loop));
        }
    }

    private void End()
    {
        _hasEnded = true;
        _run.Dispose();
        _timer?.Dispose();
        _ended();
        _mailbox.Close();
    }

    private void WakeWhenDue()
    {
        int due = _run.UntilDue();
        if (_cancelDue != long.MaxValue)
        {
            int cancel = (int)Math.Clamp(_cancelDue - Environment.TickCount64, 0, int.MaxValue);
            due = due < 0 ? cancel : Math.Min(due, cancel);
        }
        if (due >= 0)
        {
            _timer ??= new Timer(static self => ((BackgroundAwaits)self!).Do(static () => { }), this, Timeout.Infinite, Timeout.Infinite);
            _timer.Change(due, Timeout.Infinite);
        }
    }

    /// <summary>An input on its way to its await.</summary>
    private sealed class Input(BackgroundAwaits owner, CallOrigin origin, object? item, bool hasItem, PyArguments? arguments, PyContext? context) : IPumpItem
    {
        public IPumpItem? Next { get; set; }

        public CallOrigin Origin => origin;

        public object? Item => item;

        public bool HasItem => hasItem;

        public PyArguments? Arguments => arguments;

        public PyContext? Context => context;

        public bool IsCancelled { get; set; }

        public void Deliver(IOutput output) => owner.Take(this);

        public void Discard()
        {
            // None comes once the input has ended.
        }
    }
}
