using System;
using System.Diagnostics;
using System.Threading;
using PyAsync.CPython;
using PyAsync.Interpreters;
using PyAsync.Loops;
using PyAsync.Objects;

namespace PyAsync.Calls;

/// <summary>
/// One await: calls a target on the loop's thread, and where that gives an awaitable, waits for it. Derived classes
/// say what becomes of the outcome. Exactly one of the On… methods is called, once, on the loop's thread with the GIL
/// held (or on another without it, where a loop is abandoned); they must be brief. <see cref="CallStart"/> begins it,
/// <see cref="CallEnd"/> finds its outcome.
/// </summary>
internal abstract class PyCall : LoopCall
{
    // A million may be in flight, so what is small shares a field, and what few have is apart.
    private const int Ended = 1;
    private const int WithItem = 2;
    private const int InOrigin = 4;
    private const int ReasonShift = 8;

    [ThreadStatic]
    private static PyCall? s_starting;

    private Rare? _rare = Rare.OfCaller();
    private PyArguments _arguments = PyArguments.None;
    private int _state;

    /// <summary>The call whose arguments are being converted on this thread, for converters that need to know; else null.</summary>
    public static PyCall? Starting
    {
        get => s_starting;
        internal set => s_starting = value;
    }

    /// <summary>What is called. Set before posting.</summary>
    public PyTarget Target { get; init; } = null!;

    internal sealed override string Label => $"the call of {Target.Label}";

    /// <summary>The arguments; none any more once they were given to Python. Set before posting.</summary>
    public PyArguments Arguments
    {
        get => _arguments;
        internal set => _arguments = value;
    }

    /// <summary>An argument in front of the others, where <see cref="HasItem"/> is set: the pipeline's item.</summary>
    public object? Item { get; init; }

    /// <summary>How the result becomes a .NET value.</summary>
    public PyConversion Conversion { get; init; } = PyConversion.Default;

    /// <summary>Whether there is an <see cref="Item"/>.</summary>
    public bool HasItem
    {
        get => (Volatile.Read(ref _state) & WithItem) != 0;
        init => _state = value ? WithItem : 0;
    }

    /// <summary>Why the call was asked to end. Any thread.</summary>
    public PyCancelReason CancelReason => (PyCancelReason)(Volatile.Read(ref _state) >> ReasonShift);

    /// <summary>Whether the outcome is known. Any thread.</summary>
    public bool HasEnded => (Volatile.Read(ref _state) & Ended) != 0;

    /// <summary>The context that the await runs in and changes; null for a copy of the loop's own. Set before posting.</summary>
    public PyContext? Context
    {
        get => _rare?.Context;
        init
        {
            if (value is not null)
            {
                (_rare ??= new Rare()).Context = value;
            }
        }
    }

    /// <summary>Who started it; null where nobody told. Set before posting.</summary>
    public CallOrigin? Origin { get; init; }

    /// <summary>Whether a stream's items have been given; then the result is null.</summary>
    public bool HasStreamed => Sink is not null;

    /// <summary>The task that is waited for, kept by the loop's table; 0 while there is none. The loop's thread.</summary>
    internal nint TaskAddress { get; set; }

    /// <summary>Takes the items, where the call streams.</summary>
    internal PyStreamSink? Sink
    {
        get => _rare?.Sink;
        set => (_rare ??= new Rare()).Sink = value;
    }

    /// <summary>The W3C id of the caller's Activity, if there was one where the call was made.</summary>
    internal string? TraceParent => _rare?.TraceParent;

    /// <summary>Whether an async iterable is given item by item, by <see cref="OnItem"/>; else it is the result itself.</summary>
    protected internal virtual bool Streams => false;

    /// <summary>Says that an item was read, so that the producer may go on. The reader's thread.</summary>
    public void ItemRead() => Sink?.Consumed();

    /// <summary>
    /// Asks the Python task to end. The outcome comes when it has: cancelled, or what its own handling of the
    /// cancellation gives. Any thread; never waits.
    /// </summary>
    public void Cancel(PyEventLoop loop, PyCancelReason reason)
    {
        if (!HasEnded && NoteCancel(reason))
        {
            _ = loop.TryPostInternal(new CancelWork(this));
        }
    }

    /// <summary>Gives the call to its loop. Where that takes no work any more, the call ends as one that the stop has ended. Any thread.</summary>
    public void PostTo(PyEventLoop loop)
    {
        if (!loop.TryPost(this))
        {
            Abandon(new LoopStoppedException(loop.Name));
        }
    }

    /// <summary>What is awaited, for a person: the target, and the item where there is one.</summary>
    public string Describe() => Short(HasItem ? $"{Target.Label} ({Name(Item)})" : Target.Label);

    /// <summary>Stops waiting: what Python gives later is discarded. True where the outcome was not known yet. Any thread.</summary>
    public bool AbandonOutcome() => TryEnd();

    /// <inheritdoc/>
    public sealed override void Finish(PyEventLoop loop, PyBorrowed task) => CallEnd.Finish(this, loop, task);

    /// <inheritdoc/>
    protected internal sealed override void Execute(PyEventLoop loop)
    {
        loop.InFlight.CountStarted();
        if (CancelReason is not PyCancelReason.None and var reason)
        {
            EndCanceled(loop, reason);
        }
        else if (HasEnded)
        {
            loop.InFlight.CountEnded();
        }
        else
        {
            CallStart.Start(this, loop);
        }
    }

    /// <inheritdoc/>
    protected internal sealed override void Abandon(Exception reason)
    {
        Origin?.Abandon(Target.Loop);
        if (TryEnd())
        {
            OnFaulted(reason is LoopStoppedException stopped ? LoopStoppedException.DuringAwait(stopped.LoopName, Describe()) : reason);
        }
    }

    /// <summary>Its origin's context on the loop, entered with the first asking and left with the outcome. The loop's thread.</summary>
    internal OriginContext? OriginContextOn(PyEventLoop loop)
    {
        if (Origin is not { } origin)
        {
            return null;
        }
        return (Interlocked.Or(ref _state, InOrigin) & InOrigin) == 0 ? origin.Enter(loop) : origin.Find(loop);
    }

    /// <summary>An item of its stream has come. The loop's thread.</summary>
    internal void TakeItem(object? value)
    {
        if (!HasEnded)
        {
            OnItem(value);
        }
    }

    /// <summary>Notes why the call ends. The first reason stays: true where this is it. Any thread.</summary>
    internal bool NoteCancel(PyCancelReason reason)
    {
        int state = Volatile.Read(ref _state);
        while (state >> ReasonShift == 0)
        {
            int seen = Interlocked.CompareExchange(ref _state, state | ((int)reason << ReasonShift), state);
            if (seen == state)
            {
                return true;
            }
            state = seen;
        }
        return false;
    }

    /// <summary>Cancels its task, where it waits for one. The loop's thread.</summary>
    internal void CancelTask(PyEventLoop loop)
    {
        if (TaskAddress == 0)
        {
            return;
        }
        using PyOwned asked = CApi.CallMethod(new PyBorrowed(TaskAddress), new PyBorrowed(loop.Interpreter.Names.Cancel));
        if (asked.IsNull)
        {
            loop.Errors.Report(PyErrors.Take());
        }
    }

    /// <summary>Ends it with a value. The loop's thread.</summary>
    internal void EndWith(PyEventLoop loop, object? value)
    {
        CloseOn(loop);
        if (TryEnd())
        {
            OnResult(value);
        }
    }

    /// <summary>Ends it with an error. The loop's thread.</summary>
    internal void EndFaulted(PyEventLoop loop, Exception error)
    {
        // A task that could not be watched is not kept either.
        TaskAddress = 0;
        CloseOn(loop);
        if (TryEnd())
        {
            OnFaulted(error);
        }
    }

    /// <summary>Ends it as cancelled. The loop's thread.</summary>
    internal void EndCanceled(PyEventLoop loop, PyCancelReason reason)
    {
        CloseOn(loop);
        if (TryEnd())
        {
            OnCanceled(reason);
        }
    }

    /// <summary>The await ended with this value.</summary>
    protected abstract void OnResult(object? value);

    /// <summary>The await failed: a <see cref="PyException"/>, a <see cref="PyConversionException"/>, a <see cref="PyAsyncException"/>.</summary>
    protected abstract void OnFaulted(Exception error);

    /// <summary>The await was cancelled, as was asked.</summary>
    protected abstract void OnCanceled(PyCancelReason reason);

    /// <summary>An item of an async iterable has come. Whoever reads it calls <see cref="ItemRead"/> afterwards.</summary>
    protected virtual void OnItem(object? value)
    {
    }

    private void CloseOn(PyEventLoop loop)
    {
        loop.InFlight.CountEnded();
        Sink?.Close();
        if (Origin is { } origin && (Interlocked.And(ref _state, ~InOrigin) & InOrigin) != 0)
        {
            origin.Leave(loop);
        }
    }

    private static string Short(string text)
    {
        const int most = 200;
        string line = text.ReplaceLineEndings(" ");
        return line.Length <= most ? line : line[..(most - 3)] + "...";
    }

    // Any other object's text is made by its own code, which may need the very loop that has stopped.
    private static string Name(object? value) => value is null or IConvertible ? $"{value}" : value.GetType().ToString();

    // Once the process is on its way out no call ends: a script that waits for it would go on with its next line.
    private bool TryEnd() => !ProcessExit.HasBegun && (Interlocked.Or(ref _state, Ended) & Ended) == 0;

    private sealed class CancelWork(PyCall call) : LoopWork
    {
        protected internal override void Execute(PyEventLoop loop) => call.CancelTask(loop);

        protected internal override void Abandon(Exception reason)
        {
            // The call itself is abandoned by its loop.
        }
    }

    /// <summary>What few calls have.</summary>
    private sealed class Rare
    {
        public PyStreamSink? Sink;
        public PyContext? Context;
        public string? TraceParent;

        public static Rare? OfCaller() =>
            Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity ? new Rare { TraceParent = activity.Id } : null;
    }
}
