using System;
using System.Collections.Generic;
using System.Threading;
using PyAsync.CPython;
using PyAsync.Interpreters;

namespace PyAsync.Loops;

// Ending a loop.
public sealed partial class PyEventLoop : IDisposable
{
    // What Python's cleanup may take in a loop that nobody got, as its start was cancelled.
    private static readonly TimeSpan s_unwantedLimit = TimeSpan.FromSeconds(5);

    private volatile IReadOnlyList<string> _leftOver = [];

    // What the stop that came while the loop was starting gives Python.
    private TimeSpan _stopTimeout;

    // Cancelled when the time that Python was given to stop is up.
    private readonly CancellationTokenSource _timeUp = new();

    /// <summary>Ends what the loop's thread waits for while the loop is to stop.</summary>
    internal CancellationToken TimeUp => _timeUp.Token;

    /// <summary>What would not end when the loop was stopped: the coroutines' names and lines.</summary>
    public IReadOnlyList<string> LeftOver => _leftOver;

    /// <summary>
    /// Stops the loop: refuses new work, cancels its tasks, waits for them, closes async generators and the default
    /// executor, closes the loop and ends its thread. Awaits in flight end with <see cref="LoopStoppedException"/>.
    /// A loop that is starting stops as soon as it has started. A loop that is stopping is waited for; one that has
    /// stopped is left alone.
    /// </summary>
    /// <param name="timeout">How long Python code may take to end.</param>
    /// <param name="force">Where it takes longer: raise SystemExit in the loop's thread, and if that does not help, abandon it.</param>
    /// <param name="cancellationToken">Ends the waiting, not the stopping.</param>
    /// <exception cref="PyAsyncException">The loop's own thread asks (<c>WaitOnOwnLoop</c>), or the time ran out (<c>StopTimeout</c>).</exception>
    public void Stop(TimeSpan timeout, bool force = false, CancellationToken cancellationToken = default)
    {
        RefuseOwnThread("stop");
        RequestStop(timeout);
        // The coroutine that stops the loop keeps to the timeout itself; a blocked loop is told by this one.
        TimeSpan grace = TimeSpan.FromSeconds(0.5);
        if (WaitForEnd(timeout + grace, cancellationToken))
        {
            return;
        }
        string where = BlockedAt() is { } line ? $" Its thread is at {line}." : "";
        if (!force)
        {
            string rest = _started.Task.IsCompleted ? "It goes on stopping" : "It has not started yet, and stops once it has";
            throw new PyAsyncException("StopTimeout", $"The Python event loop '{Name}' did not stop within {timeout.TotalSeconds:0.###} s.{where} {rest}; give it more time with -TimeoutSeconds, or use -Force to abandon it.");
        }
        Interrupt();
        if (!WaitForEnd(TimeSpan.FromSeconds(1), cancellationToken))
        {
            AbandonThread();
        }
    }

    /// <summary>Stops the loop, giving Python ten seconds, and abandons it where that is not enough.</summary>
    public void Dispose() => Stop(TimeSpan.FromSeconds(10), force: true);

    /// <summary>Begins to stop the loop and returns. Any thread.</summary>
    internal void RequestStop(TimeSpan timeout)
    {
        if (State is PyEventLoopState.Starting)
        {
            _stopTimeout = timeout;
            if (TryMove(PyEventLoopState.Starting, PyEventLoopState.Stopping))
            {
                // Its thread finds this when it has made the loop.
                CancelAfter(timeout);
                return;
            }
        }
        if (TryMove(PyEventLoopState.Running, PyEventLoopState.Stopping))
        {
            CancelAfter(timeout);
            _ = Push(new StopWork(timeout));
        }
    }

    private void CancelAfter(TimeSpan timeout) =>
        _timeUp.CancelAfter((int)Math.Clamp(timeout.TotalMilliseconds, 0, int.MaxValue));

    /// <summary>Waits until the loop has ended. True where it has.</summary>
    internal bool WaitForEnd(TimeSpan limit, CancellationToken cancellationToken)
    {
        using GilPause pause = GilPause.Begin();
        return _ended.Wait(limit, cancellationToken);
    }

    /// <summary>What the loop's thread executes just now, as <c>file:line in function</c>; null where that cannot be told. Takes the GIL, on another thread than the caller's.</summary>
    public string? BlockedAt()
    {
        // Python itself may still be starting.
        if (State is PyEventLoopState.Stopped || IsCurrent || Runtime is null || PythonThreadId == 0)
        {
            return null;
        }
        return GilTask.Run(Runtime, TimeSpan.FromSeconds(1), () =>
        {
            using PyOwned ident = CApi.PyLong_FromUnsignedLongLong(PythonThreadId).OrThrow();
            using PyOwned line = CApi.Call(new PyBorrowed(Interpreter.Half.BlockedLine), ident).OrThrow();
            return line.Pointer == Interpreter.None ? null : PyText.FromPython(line);
        });
    }

    private void RefuseOwnThread(string what)
    {
        if (IsCurrent)
        {
            throw new PyAsyncException("WaitOnOwnLoop", $"The thread of the Python event loop '{Name}' cannot {what} its own loop: it would wait for itself for ever. Do it from another thread, or await it in Python.");
        }
    }

    private void Interrupt()
    {
        _timeUp.Cancel();
        if (Runtime is null || PythonThreadId == 0)
        {
            return;
        }
        GilTask.Run<object>(Runtime, TimeSpan.FromSeconds(1), () =>
        {
            Runtime.Interruptions.Raise(PythonThreadId, new PyBorrowed(Interpreter.Half.ForcedExit));
            return null;
        });
    }

    // The thread is lost to whatever blocks it; everything else learns that the loop is gone.
    private void AbandonThread()
    {
        LoopStoppedException reason = new(Name);
        for (LoopWork? work = _queue.Close(); work is not null;)
        {
            LoopWork? next = work.NextWork;
            AbandonQuietly(work, reason);
            work = next;
        }
        AbandonRest(reason);
        AbandonCalls(reason);
        End(LoopStoppedException.WhileStarting(Name));
        StopWhenUnblocked();
    }

    // Should the thread come back after all, it closes its loop and is free for another.
    private void StopWhenUnblocked()
    {
        if (Runtime is null)
        {
            return;
        }
        GilTask.Run<object>(Runtime, TimeSpan.FromSeconds(1), () =>
        {
            // The loop's thread may close it meanwhile.
            nint address = Volatile.Read(ref _loop);
            if (address != 0)
            {
                using PyOwned loop = new PyBorrowed(address).Own();
                using PyOwned stop = CApi.GetAttribute(loop, "stop"u8).OrThrow();
                using PyOwned soon = CApi.Intern("call_soon_threadsafe"u8).OrThrow();
                CApi.CallMethod(loop, soon, stop).OrThrow().Dispose();
            }
            return null;
        });
    }

    private sealed class StopWork(TimeSpan timeout) : LoopWork
    {
        protected internal override void Execute(PyEventLoop loop)
        {
            PyOwned Done(ReadOnlySpan<nint> arguments, PyBorrowed keywordNames)
            {
                PyBorrowed list = new(arguments[0]);
                string[] left = new string[CApi.PyList_Size(list)];
                for (int i = 0; i < left.Length; i++)
                {
                    left[i] = PyText.FromPython(CApi.PyList_GetItem(list, i));
                }
                loop._leftOver = left;
                return HostFunction.None;
            }

            using PyOwned seconds = CApi.PyFloat_FromDouble(timeout.TotalSeconds).OrThrow();
            using PyOwned done = HostFunction.Create(Done);
            PyBorrowed stop = new(loop.Interpreter.Half.Stop);
            PyOwned begun = CApi.Call(stop, new PyBorrowed(loop._loop), seconds, done);
            if (begun.IsNull && CApi.PyErr_ExceptionMatches(CApi.Exception("PyExc_SystemExit")) != 0)
            {
                // The interruption was for what blocked the loop, and came when that had ended by itself.
                CApi.FetchError().Dispose();
                begun = CApi.Call(stop, new PyBorrowed(loop._loop), seconds, done);
            }
            begun.OrThrow().Dispose();
        }

        protected internal override void Abandon(Exception reason)
        {
            // The loop is closing, which is what this asks for.
        }
    }
}
