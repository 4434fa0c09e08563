using System;
using System.Collections.Generic;
using System.Runtime.ExceptionServices;
using System.Threading;
using PyAsync.Calls;
using PyAsync.Loops;

namespace PyAsync.Interop;

/// <summary>One call of host code by Python. Any thread may end it, once; what comes later is discarded.</summary>
public sealed class PyCallbackCall
{
    private readonly ICallbackOutcome _outcome;

    /// <summary>On the calling thread, with the GIL held.</summary>
    internal PyCallbackCall(PyEventLoop? loop, object?[] arguments, IReadOnlyList<KeyValuePair<string, object?>> keyword, PyContext? context, ICallbackOutcome outcome, CancellationToken cancellationToken)
    {
        Loop = loop;
        Arguments = arguments;
        Keyword = keyword;
        Context = context;
        Origin = CallOrigin.Current;
        _outcome = outcome;
        CancellationToken = cancellationToken;
    }

    /// <summary>The loop whose thread called; null where another of Python's threads did.</summary>
    public PyEventLoop? Loop { get; }

    /// <summary>The positional arguments.</summary>
    public IReadOnlyList<object?> Arguments { get; }

    /// <summary>The arguments by keyword.</summary>
    public IReadOnlyList<KeyValuePair<string, object?>> Keyword { get; }

    /// <summary>A copy of the calling task's context; null for a blocking call.</summary>
    public PyContext? Context { get; }

    /// <summary>Is cancelled when Python cancels the awaitable.</summary>
    public CancellationToken CancellationToken { get; }

    /// <summary>Who started the await on whose behalf Python calls; null where nobody told.</summary>
    public CallOrigin? Origin { get; }

    /// <summary>Lets the awaits that .NET code starts run in the caller's context, until the result is disposed.</summary>
    public IDisposable? EnterContext() => Context is null ? null : PyContext.EnterAmbient(Context);

    /// <summary>Ends the call with a value.</summary>
    public void SetResult(object? value) => _outcome.SetResult(value);

    /// <summary>Ends the call with an exception, which Python sees as <c>pyasync.HostError</c>, or as what it was if Python raised it.</summary>
    public void SetException(Exception error) => _outcome.SetException(error);
}

/// <summary>Where a callback's outcome goes.</summary>
internal interface ICallbackOutcome
{
    void SetResult(object? value);

    void SetException(Exception error);
}

/// <summary>A Python thread that waits for the host.</summary>
internal sealed class BlockingCall : ICallbackOutcome, IDisposable
{
    private readonly ManualResetEventSlim _done = new(false);

    // The loop whose thread waits; null on another of Python's threads.
    private readonly PyEventLoop? _loop = PyEventLoop.Current;
    private int _ended;
    private object? _value;
    private Exception? _error;

    public bool IsSet => _done.IsSet;

    /// <summary>The value; throws the exception where there is one.</summary>
    public object? Result
    {
        get
        {
            if (_error is not null)
            {
                ExceptionDispatchInfo.Throw(_error);
            }
            return _value;
        }
    }

    /// <summary>Ends the call. Any thread; the first outcome counts.</summary>
    public void SetResult(object? value)
    {
        if (TryEnd())
        {
            _value = value;
            _done.Set();
        }
    }

    /// <summary>Ends the call. Any thread; the first outcome counts.</summary>
    public void SetException(Exception error)
    {
        if (TryEnd())
        {
            _error = error;
            _done.Set();
        }
    }

    /// <summary>
    /// Waits for the outcome, without the GIL. Whoever took the call ends it; where that takes longer than the loop, which is
    /// stopping meanwhile, was given for it, the outcome is that it has stopped.
    /// </summary>
    public void Wait()
    {
        if (_loop is null)
        {
            _done.Wait();
            return;
        }
        try
        {
            _done.Wait(_loop.TimeUp);
        }
        catch (OperationCanceledException)
        {
            SetException(new LoopStoppedException(_loop.Name));
            // Or else another thread is about to set the outcome.
            _done.Wait();
        }
    }

    // What comes later is discarded.
    public void Dispose()
    {
        _ = TryEnd();
        _done.Dispose();
    }

    private bool TryEnd() => Interlocked.Exchange(ref _ended, 1) == 0;
}
