using System;
using System.Diagnostics.CodeAnalysis;
using System.Threading;
using System.Threading.Tasks;
using PyAsync.Interpreters;

namespace PyAsync.Loops;

/// <summary>A function that runs on the loop's thread, and whose result another thread waits for.</summary>
internal sealed class InvokeWork<T>(PyEventLoop loop, Func<PyEventLoop, T> function) : LoopWork, IPendingWork, ITakenWork
{
    private readonly TaskCompletionSource<T> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isTaken;

    public IPyScheduler Scheduler => loop;

    public bool IsTaken => _isTaken;

    public bool IsInVain => loop.IsDeaf;

    public T Result => _outcome.Task.GetAwaiter().GetResult();

    public bool Wait(TimeSpan limit, CancellationToken cancellationToken)
    {
        using GilPause pause = GilPause.Begin();
        return Task.WhenAny(_outcome.Task).Wait(limit, cancellationToken);
    }

    public string? BlockedAt() => loop.BlockedAt();

    /// <summary>Stops waiting: the function does not run any more, unless it runs already. False where it has an outcome.</summary>
    public bool TryAbandon() => _outcome.TrySetCanceled(CancellationToken.None);

    [SuppressMessage("Design", "CA1031", Justification = "Handed to who waits.")]
    protected internal override void Execute(PyEventLoop loop)
    {
        _isTaken = true;
        if (_outcome.Task.IsCompleted)
        {
            return;
        }
        try
        {
            _outcome.TrySetResult(function(loop));
        }
        catch (Exception error)
        {
            _outcome.TrySetException(error);
        }
    }

    protected internal override void Abandon(Exception reason)
    {
        _isTaken = true;
        _outcome.TrySetException(reason);
    }
}
