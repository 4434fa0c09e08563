using System;
using System.Diagnostics.CodeAnalysis;
using System.Threading;
using System.Threading.Tasks;
using PyAsync.Interpreters;

namespace PyAsync.Loops;

/// <summary>A function that runs on the loop's thread, and whose result another thread waits for.</summary>
internal sealed class InvokeWork<T>(Func<PyEventLoop, T> function) : LoopWork
{
    private readonly TaskCompletionSource<T> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public T Result => _outcome.Task.GetAwaiter().GetResult();

    /// <summary>False where there is no outcome within the limit. Whoever stops waiting takes the work back, unless it runs already.</summary>
    public bool Wait(TimeSpan limit, CancellationToken cancellationToken)
    {
        try
        {
            using GilPause pause = GilPause.Begin();
            if (Task.WhenAny(_outcome.Task).Wait(limit, cancellationToken))
            {
                return true;
            }
        }
        catch (OperationCanceledException)
        {
            _outcome.TrySetCanceled(cancellationToken);
            throw;
        }
        return !_outcome.TrySetCanceled(CancellationToken.None);
    }

    [SuppressMessage("Design", "CA1031", Justification = "Handed to who waits.")]
    protected internal override void Execute(PyEventLoop loop)
    {
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

    protected internal override void Abandon(Exception reason) => _outcome.TrySetException(reason);
}
