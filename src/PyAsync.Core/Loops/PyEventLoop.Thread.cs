using System;
using System.Diagnostics.CodeAnalysis;
using System.Threading;
using System.Threading.Tasks;
using PyAsync.CPython;
using PyAsync.Interpreters;

namespace PyAsync.Loops;

// The loop's own thread: from its start to its end.
public sealed partial class PyEventLoop
{
    private PythonThread _thread = null!;

    // Ends once the loop runs, or with what kept it from that. Whoever starts the loop waits for it.
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>An error that no await could be told, such as one thrown by a completion. Any thread may subscribe; raised on the loop's.</summary>
    public event EventHandler<UnhandledExceptionEventArgs>? UnhandledError;

    private void StartThread(CancellationToken cancellationToken)
    {
        // The main thread is Python's main thread, so the first loop has it; the next one too once it is free.
        PythonThread main = Runtime.MainThread;
        _thread = main;
        // The runtime's own start-up reserves it for the moment that it takes to initialize.
        if (!(Runtime.IsGuest ? false : main.TryReserveSoon()))
        {
            _thread = new PythonThread($"Python loop {Name}");
            _thread.TryReserve();
        }
        _thread.Run(Body);
        if (_thread != main)
        {
            _thread.Finish();
        }
        WaitForStart(cancellationToken);
    }

    private void WaitForStart(CancellationToken cancellationToken)
    {
        try
        {
            // The new loop's thread needs the GIL. WhenAny never fails, so this throws only for the token.
            using GilPause pause = GilPause.Begin();
            Task.WhenAny(_started.Task).Wait(cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
        }
        catch (OperationCanceledException)
        {
            // Nobody gets this loop, so it ends as soon as it has started.
            RequestStop(s_unwantedLimit);
            throw;
        }
        _started.Task.GetAwaiter().GetResult();
    }

    [SuppressMessage("Design", "CA1031", Justification = "The thread's outermost frame: every failure is handed to who waits for it.")]
    private void Body()
    {
        int attached = Runtime.Attach();
        s_current = this;
        ThreadId = Environment.CurrentManagedThreadId;
        Exception? failure = null;
        try
        {
            try
            {
                Open();
            }
            catch (Exception error)
            {
                failure = error;
            }
            if (failure is null && TryMove(PyEventLoopState.Starting, PyEventLoopState.Running))
            {
                _started.TrySetResult();
                RunUntilStopped();
            }
            else if (State is not PyEventLoopState.Starting)
            {
                // A stop came first, or this thread was given up. The loop ends in order, as the factory may have made tasks.
                if (failure is null)
                {
                    StopAtOnce();
                }
                failure = LoopStoppedException.WhileStarting(Name, failure);
            }
            Close();
        }
        finally
        {
            s_current = null;
            Runtime.Detach(attached);
            End(failure);
        }
    }

    // The loop is there no more. Whoever still waits for its start learns why; that is nobody where it has run.
    private void End(Exception? failure)
    {
        LoopRegistry.Remove(this);
        _ = Interlocked.Exchange(ref _state, (int)PyEventLoopState.Stopped);
        HandOverReleases();
        _ended.Set();
        if (failure is not null)
        {
            _ = _started.TrySetException(failure);
            // Seen by whoever started the loop, if that still waits.
            _ = _started.Task.Exception;
        }
    }

    // A state is left only for a later one, by whoever is first.
    private bool TryMove(PyEventLoopState from, PyEventLoopState to) =>
        Interlocked.CompareExchange(ref _state, (int)to, (int)from) == (int)from;

    [SuppressMessage("Design", "CA1031", Justification = "A loop that fails must still be closed; its awaits learn of it.")]
    private void RunUntilStopped()
    {
        try
        {
            using PyOwned ran = CApi.Call(new PyBorrowed(Interpreter.Half.Run), new PyBorrowed(_loop));
            if (ForkedChild.IsHere)
            {
                ForkedChild.End();
            }
            ran.OrThrow();
        }
        catch (Exception error)
        {
            ReportUnhandled(error);
        }
    }

    // Runs the loop just to stop it.
    [SuppressMessage("Design", "CA1031", Justification = "A loop that fails must still be closed.")]
    private void StopAtOnce()
    {
        try
        {
            new StopWork(_stopTimeout).Execute(this);
        }
        catch (Exception error)
        {
            ReportUnhandled(error);
            return;
        }
        RunUntilStopped();
    }

    [SuppressMessage("Design", "CA1031", Justification = "The loop goes on whatever a handler does.")]
    internal void ReportUnhandled(Exception error)
    {
        if (UnhandledError is { } handlers)
        {
            try
            {
                handlers(this, new UnhandledExceptionEventArgs(error, isTerminating: false));
                return;
            }
            catch (Exception own)
            {
                Console.Error.WriteLine($"PyAsync: a handler of the loop '{Name}' for unhandled errors failed: {own}");
            }
        }
        Console.Error.WriteLine($"PyAsync: an error on the loop '{Name}' that no await could be told: {error}");
    }

    /// <summary>Cancels, and reports what the token's listeners throw. Any thread, though not the loop's own: what they do must not hold it.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "A listener's exception would end the process on a thread of the pool.")]
    internal void CancelQuietly(CancellationTokenSource source)
    {
        try
        {
            source.Cancel();
        }
        catch (Exception error)
        {
            ReportUnhandled(error);
        }
    }
}
