using System;
using System.Diagnostics.CodeAnalysis;
using System.Threading;
using System.Threading.Tasks;
using PyAsync.Loops;

namespace PyAsync.Calls;

/// <summary>A call whose outcome is a .NET Task.</summary>
internal sealed class TaskCall<T> : PyCall
{
    // Asynchronous continuations: a caller's code must not run on the loop's thread.
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Cancellation? _cancellation;

    public Task<T> PostTo(PyEventLoop loop, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<T>(cancellationToken);
        }
        PostTo(loop);
        if (cancellationToken.CanBeCanceled)
        {
            Cancellation cancellation = new(this, loop, cancellationToken);
            _cancellation = cancellation;
            cancellation.Register();
            if (HasEnded)
            {
                cancellation.Dispose();
            }
        }
        return _completion.Task;
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever keeps the value from its type is the Task's outcome.")]
    protected override void OnResult(object? value)
    {
        _cancellation?.Dispose();
        try
        {
            _completion.TrySetResult(TypedResult.As<T>(value));
        }
        catch (Exception error)
        {
            _completion.TrySetException(error);
        }
    }

    protected override void OnFaulted(Exception error)
    {
        _cancellation?.Dispose();
        _completion.TrySetException(error);
    }

    protected override void OnCanceled(PyCancelReason reason)
    {
        _cancellation?.Dispose();
        _completion.TrySetCanceled(_cancellation?.Token ?? default);
    }

    /// <summary>What only a call that can be cancelled needs.</summary>
    private sealed class Cancellation(PyCall call, PyEventLoop loop, CancellationToken token) : IDisposable
    {
        private CancellationTokenRegistration _registration;

        public CancellationToken Token => token;

        public void Register() => _registration = token.UnsafeRegister(static state => ((Cancellation)state!).Cancel(), this);

        public void Dispose() => _registration.Dispose();

        private void Cancel() => call.Cancel(loop, PyCancelReason.Requested);
    }
}
