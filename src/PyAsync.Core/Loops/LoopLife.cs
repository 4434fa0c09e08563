using System;
using System.Diagnostics.CodeAnalysis;
using System.Threading;
using System.Threading.Tasks;
using PyAsync.Interpreters;

namespace PyAsync.Loops;

/// <summary>Where a loop is in its life, and what waits for the next step of it. Any thread.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The source holds a timer at most, which ends by itself; its wait handle is never asked for.")]
internal sealed class LoopLife
{
    // Cancelled when the time that Python was given to stop is up.
    private readonly CancellationTokenSource _timeUp = new();
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _state;

    /// <summary>Where it is.</summary>
    public PyEventLoopState State => (PyEventLoopState)Volatile.Read(ref _state);

    /// <summary>Ends once the loop runs, or with what kept it from that.</summary>
    public Task Started => _started.Task;

    /// <summary>Ends with the loop.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Ends what the loop's thread waits for while the loop is to stop.</summary>
    public CancellationToken TimeUp => _timeUp.Token;

    /// <summary>How long Python code may take to end, once the loop is to stop.</summary>
    public TimeSpan StopTimeout { get; private set; }

    /// <summary>From starting to running. False where a stop came first.</summary>
    public bool TryRun() => TryMove(PyEventLoopState.Starting, PyEventLoopState.Running);

    /// <summary>Tells who waits that the loop runs.</summary>
    public void AnnounceStart() => _started.TrySetResult();

    /// <summary>From starting or running to stopping; the time limit begins. Gives where it was; null where it was stopping already.</summary>
    public PyEventLoopState? TryStop(TimeSpan timeout)
    {
        if (State is PyEventLoopState.Stopping or PyEventLoopState.Stopped)
        {
            return null;
        }
        StopTimeout = timeout;
        foreach (PyEventLoopState from in (ReadOnlySpan<PyEventLoopState>)[PyEventLoopState.Starting, PyEventLoopState.Running])
        {
            if (TryMove(from, PyEventLoopState.Stopping))
            {
                _timeUp.CancelAfter((int)Math.Clamp(timeout.TotalMilliseconds, 0, int.MaxValue));
                return from;
            }
        }
        return null;
    }

    /// <summary>The time is up at once.</summary>
    public void EndTime() => _timeUp.Cancel();

    /// <summary>The loop takes nothing any more.</summary>
    public void MarkStopped() => Interlocked.Exchange(ref _state, (int)PyEventLoopState.Stopped);

    /// <summary>Tells who waits that the loop is there no more, and whoever still waits for its start why.</summary>
    public void Announce(Exception? failure)
    {
        if (failure is not null)
        {
            _ = _started.TrySetException(failure);
            // Seen by whoever started the loop, if that still waits.
            _ = _started.Task.Exception;
        }
        _ended.TrySetResult();
    }

    /// <summary>Waits until the loop has ended, on whatever thread this is. True where it has.</summary>
    public bool WaitForEnd(TimeSpan limit, CancellationToken cancellationToken) => Wait(_ended.Task, limit, cancellationToken);

    /// <summary>Waits until the loop runs, or never will. True where one of these has come.</summary>
    public bool WaitForStart(TimeSpan limit, CancellationToken cancellationToken) => Wait(Task.WhenAny(_started.Task), limit, cancellationToken);

    private static bool Wait(Task task, TimeSpan limit, CancellationToken cancellationToken)
    {
        // A thread of Python's releases the GIL meanwhile: what is waited for may need it.
        using GilPause pause = GilPause.Begin();
        return task.Wait((int)Math.Clamp(limit.TotalMilliseconds, -1, int.MaxValue), cancellationToken);
    }

    // A state is followed only by a later one, set by whoever is first.
    private bool TryMove(PyEventLoopState from, PyEventLoopState to) =>
        Interlocked.CompareExchange(ref _state, (int)to, (int)from) == (int)from;
}
