using System;
using System.Threading;
using PyAsync.CPython;
using PyAsync.Interpreters;
using PyAsync.Loops;
using PyAsync.Objects;
using PyAsync.Streams;

namespace PyAsync.Calls;

/// <summary>Why a call was asked to end.</summary>
public enum PyCancelReason
{
    /// <summary>It was not.</summary>
    None,

    /// <summary>Whoever waited for it wants it no more: a token, Ctrl+C, Stop-PyTask.</summary>
    Requested,

    /// <summary>Its time was up.</summary>
    Timeout,
}

/// <summary>
/// One await: calls a target on the loop's thread, and where that gives an awaitable, waits for it. Derived classes
/// say what becomes of the outcome. Exactly one of the On… methods is called, once, on the loop's thread with the GIL
/// held (or on another without it, where a loop is abandoned); they must be brief.
/// </summary>
public abstract partial class PyCall : LoopWork
{
    // The task that is waited for, kept by the loop's table; 0 while there is none.
    private nint _task;
    private PyArguments _arguments = PyArguments.None;
    [ThreadStatic]
    private static PyCall? s_starting;

    /// <summary>The call whose arguments are being converted on this thread, for converters that need to know; else null.</summary>
    public static PyCall? Starting => s_starting;

    /// <summary>What is called. Set before posting.</summary>
    public PyTarget Target { get; init; } = null!;

    /// <summary>The arguments; none any more once they were given to Python. Set before posting.</summary>
    public PyArguments Arguments
    {
        get => _arguments;
        init => _arguments = value;
    }

    /// <summary>An argument in front of the others, where <see cref="HasItem"/> is set: the pipeline's item.</summary>
    public object? Item { get; init; }

    /// <summary>How the result becomes a .NET value.</summary>
    public PyConversion Conversion { get; init; } = PyConversion.Default;

    /// <summary>Whether an async iterable is given item by item, by <see cref="OnItem"/>; else it is the result itself.</summary>
    protected virtual bool Streams => false;

    /// <summary>Whether a stream's items have been given; then the result is null.</summary>
    public bool HasStreamed => Sink is not null;

    /// <summary>An item of an async iterable has come. Whoever reads it calls <see cref="ItemRead"/> afterwards.</summary>
    protected virtual void OnItem(object? value)
    {
    }

    /// <summary>Says that an item was read, so that the producer may go on. The reader's thread.</summary>
    public void ItemRead() => Sink?.Consumed();

    private PyStreamSink? Sink => _rare?.Sink;

    internal void TakeItem(object? value)
    {
        if (!HasEnded)
        {
            OnItem(value);
        }
    }

    /// <summary>Who started it; null where nobody told. Set before posting.</summary>
    public CallOrigin? Origin { get; init; }

    /// <summary>Its origin's context on the loop, entered with the first asking and left with the outcome. The loop's thread.</summary>
    internal OriginContext? OriginContextOn(PyEventLoop loop)
    {
        if (Origin is not { } origin)
        {
            return null;
        }
        if ((Interlocked.Or(ref _state, InOrigin) & InOrigin) == 0)
        {
            return origin.Enter(loop);
        }
        return origin.Find(loop);
    }

    /// <summary>The await ended with this value.</summary>
    protected abstract void OnResult(object? value);

    /// <summary>The await failed: a <see cref="PyException"/>, a <see cref="PyConversionException"/>, a <see cref="PyAsyncException"/>.</summary>
    protected abstract void OnFaulted(Exception error);

    /// <summary>The await was cancelled, as was asked.</summary>
    protected abstract void OnCanceled(PyCancelReason reason);

    /// <summary>
    /// Asks the Python task to end. The outcome comes when it has: cancelled, or what its own handling of the
    /// cancellation gives. Any thread; never waits.
    /// </summary>
    public void Cancel(PyEventLoop loop, PyCancelReason reason)
    {
        ArgumentNullException.ThrowIfNull(loop);
        if (HasEnded || !TryNoteCancel(reason))
        {
            return;
        }
        _ = loop.TryPostInternal(new CancelWork(this));
    }

    /// <summary>Takes the outcome away: what Python gives later is dropped. True where it was not known yet. Any thread.</summary>
    public bool Forsake() => TryEnd();

    internal sealed override int Awaits => 1;

    /// <inheritdoc/>
    protected internal sealed override void Execute(PyEventLoop loop)
    {
        loop.CountStarted();
        if (CancelReason is not PyCancelReason.None and var reason)
        {
            EndCanceled(loop, reason);
            return;
        }
        if (HasEnded)
        {
            loop.CountEnded();
            return;
        }
        Start(loop);
    }

    /// <inheritdoc/>
    protected internal sealed override void Abandon(Exception reason)
    {
        Origin?.Abandon(Target.Loop);
        if (TryEnd())
        {
            OnFaulted(reason);
        }
    }

    private void CancelTask(PyEventLoop loop)
    {
        if (_task == 0)
        {
            return;
        }
        using PyOwned asked = CApi.CallMethod(new PyBorrowed(_task), new PyBorrowed(loop.Interpreter.Names.Cancel));
        if (asked.IsNull)
        {
            loop.ReportUnhandled(PyErrors.Take());
        }
    }

    private sealed class CancelWork(PyCall call) : LoopWork
    {
        protected internal override void Execute(PyEventLoop loop) => call.CancelTask(loop);

        protected internal override void Abandon(Exception reason)
        {
            // The call itself is abandoned by its loop.
        }
    }
}
