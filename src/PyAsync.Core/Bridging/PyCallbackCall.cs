using System;
using System.Collections.Generic;
using System.Runtime.ExceptionServices;
using System.Threading;

namespace PyAsync.Bridging;

/// <summary>One call of host code by Python. Any thread may end it, once; what comes later is dropped.</summary>
public sealed class PyCallbackCall
{
    private readonly ICallbackOutcome _outcome;

    internal PyCallbackCall(PyEventLoop? loop, object?[] arguments, IReadOnlyList<KeyValuePair<string, object?>> keyword, PyContext? context, ICallbackOutcome outcome, CancellationToken cancellationToken)
    {
        Loop = loop;
        Arguments = arguments;
        Keyword = keyword;
        Context = context;
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

    public void SetResult(object? value)
    {
        _value = value;
        _done.Set();
    }

    public void SetException(Exception error)
    {
        _error = error;
        _done.Set();
    }

    // Whoever took the call always ends it: a pipeline that stops ends the calls that it has not run.
    public void Wait() => _done.Wait();

    public void Dispose() => _done.Dispose();
}
