using System;
using System.Threading;
using System.Threading.Tasks;
using PyAsync.Loops;

namespace PyAsync.Bridging;

/// <summary>A call whose outcome is a .NET Task.</summary>
internal sealed class TaskCall<T> : PyCall
{
    // Asynchronous continuations: a caller's code must not run on the loop's thread.
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationToken _token;
    private CancellationTokenRegistration _registration;

    public Task<T> PostTo(PyEventLoop loop, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<T>(cancellationToken);
        }
        if (!loop.TryPost(this))
        {
            return Task.FromException<T>(new LoopStoppedException(loop.Name));
        }
        if (cancellationToken.CanBeCanceled)
        {
            _token = cancellationToken;
            _registration = cancellationToken.UnsafeRegister(
                static state => ((State)state!).Cancel(), new State(this, loop));
            if (HasEnded)
            {
                _registration.Dispose();
            }
        }
        return _completion.Task;
    }

    protected override void OnResult(object? value)
    {
        _registration.Dispose();
        try
        {
            _completion.TrySetResult(TypedResult.As<T>(value));
        }
        catch (PyConversionException error)
        {
            _completion.TrySetException(error);
        }
    }

    protected override void OnFaulted(Exception error)
    {
        _registration.Dispose();
        _completion.TrySetException(error);
    }

    protected override void OnCanceled(PyCancelReason reason)
    {
        _registration.Dispose();
        _completion.TrySetCanceled(_token);
    }

    private sealed record State(PyCall Call, PyEventLoop Loop)
    {
        public void Cancel() => Call.Cancel(Loop, PyCancelReason.Requested);
    }
}
