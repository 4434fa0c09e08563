using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using System.Threading.Tasks.Sources;
using PyAsync.Calls;
using PyAsync.Loops;
using PyAsync.Objects;

namespace PyAsync.Streams;

/// <summary>
/// A call whose async iterable .NET reads: an enumeration in progress. The loop's thread adds items, one reader takes
/// them. A result that is no async iterable is given as the only item.
/// </summary>
internal sealed class StreamCall<T> : PyCall, IAsyncEnumerator<T>, IValueTaskSource
{
    private readonly PyEventLoop _loop;
    private readonly ConcurrentQueue<object?> _items = new();
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenRegistration _registration;
    private readonly CancellationToken _token;
    private ManualResetValueTaskSourceCore<bool> _more = new() { RunContinuationsAsynchronously = true };
    private Exception? _error;
    private bool _isTold;
    private int _waiting;
    private volatile bool _complete;

    public StreamCall(PyEventLoop loop, CancellationToken cancellationToken)
    {
        _loop = loop;
        _token = cancellationToken;
        _registration = cancellationToken.UnsafeRegister(static call => ((StreamCall<T>)call!).CancelStream(), this);
    }

    public T Current { get; private set; } = default!;

    protected internal override bool Streams => true;

    public ValueTask<bool> MoveNextAsync()
    {
        if (TryTake())
        {
            return new ValueTask<bool>(true);
        }
        SpinWait spin = default;
        while (!spin.NextSpinWillYield)
        {
            spin.SpinOnce();
            if (TryTake())
            {
                return new ValueTask<bool>(true);
            }
        }
        return WaitForMore();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> WaitForMore()
    {
        while (true)
        {
            _more.Reset();
            short version = _more.Version;
            Volatile.Write(ref _waiting, 1);
            Interlocked.MemoryBarrier();
            bool ready = (!_items.IsEmpty || _complete) && Interlocked.Exchange(ref _waiting, 0) != 0;
            if (!ready)
            {
                await new ValueTask(this, version).ConfigureAwait(false);
            }
            if (TryTake())
            {
                return true;
            }
            if (_complete)
            {
                return Ended();
            }
            // Woken for an item that was taken before the wake-up came.
        }
    }

    public async ValueTask DisposeAsync()
    {
        CancelStream();
        // The generator's finally has run when this returns; a loop that is blocked is not waited for without end.
        await Task.WhenAny(_end.Task, Task.Delay(TimeSpan.FromSeconds(10))).ConfigureAwait(false);
        AbandonOutcome();
        _registration.Dispose();
        if (!_isTold && _error is PyException lost && !lost.Is("CancelledError"))
        {
            // The generator's cleanup failed, as that of a C# iterator may.
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(lost);
        }
    }

    /// <summary>Forgets the token, where the call was not taken.</summary>
    public void Unregister() => _registration.Dispose();

    void IValueTaskSource.GetResult(short token) => _more.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _more.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _more.OnCompleted(continuation, state, token, flags);

    protected override void OnItem(object? value)
    {
        _items.Enqueue(value);
        WakeReader();
    }

    protected override void OnResult(object? value)
    {
        if (!HasStreamed)
        {
            _items.Enqueue(value);
        }
        Complete(null);
    }

    protected override void OnFaulted(Exception error) => Complete(error);

    protected override void OnCanceled(PyCancelReason reason) => Complete(new OperationCanceledException(_token));

    private void CancelStream() => Cancel(_loop, PyCancelReason.Requested);

    private void Complete(Exception? error)
    {
        _error = error;
        _complete = true;
        _end.TrySetResult();
        WakeReader();
    }

    private void WakeReader()
    {
        if (Volatile.Read(ref _waiting) != 0 && Interlocked.Exchange(ref _waiting, 0) != 0)
        {
            _more.SetResult(true);
        }
    }

    private bool TryTake()
    {
        if (!_items.TryDequeue(out object? value))
        {
            return false;
        }
        ItemRead();
        Current = TypedResult.As<T>(value);
        return true;
    }

    private bool Ended()
    {
        // Whatever was added before the end is still to be read.
        if (TryTake())
        {
            return true;
        }
        if (_error is not null)
        {
            _isTold = true;
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(_error);
        }
        return false;
    }
}

/// <summary>An async sequence that starts a call of its own each time it is enumerated.</summary>
internal sealed class PyAsyncSequence<T>(PyEventLoop loop, PyTarget target, PyArguments arguments) : IAsyncEnumerable<T>
{
    public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        StreamCall<T> call = new(loop, cancellationToken) { Target = target, Arguments = arguments };
        if (!loop.TryPost(call))
        {
            call.Unregister();
            throw new LoopStoppedException(loop.Name);
        }
        return call;
    }
}
