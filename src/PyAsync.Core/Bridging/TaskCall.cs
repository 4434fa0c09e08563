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
        if (value is T typed)
        {
            _completion.TrySetResult(typed);
        }
        else if (value is null && default(T) is null)
        {
            _completion.TrySetResult(default!);
        }
        else
        {
            Convert(value);
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

    private void Convert(object? value)
    {
        try
        {
            _completion.TrySetResult((T)System.Convert.ChangeType(value, Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T), System.Globalization.CultureInfo.InvariantCulture)!);
        }
        catch (Exception error) when (error is InvalidCastException or FormatException or OverflowException or ArgumentNullException)
        {
            _completion.TrySetException(new PyConversionException($"The Python result of type '{value?.GetType().ToString() ?? "None"}' cannot become a '{typeof(T)}'.", value, error));
        }
    }

    private sealed record State(PyCall Call, PyEventLoop Loop)
    {
        public void Cancel() => Call.Cancel(Loop, PyCancelReason.Requested);
    }
}
