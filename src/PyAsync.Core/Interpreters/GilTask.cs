using System;
using System.Diagnostics.CodeAnalysis;
using System.Threading;

namespace PyAsync.Interpreters;

/// <summary>
/// Looks into Python from outside of a loop whose thread may be blocked: on a thread of its own that takes the GIL, so
/// that the caller waits no longer than it wants to even where the GIL cannot be had.
/// </summary>
internal static class GilTask
{
    private static int s_late;

    /// <summary>Whether a look that was begun still waits for the GIL, longer than it was to take: some thread holds it in C code.</summary>
    public static bool IsLate => Volatile.Read(ref s_late) > 0;

    /// <summary>Runs the function with the GIL held. False where the GIL could not be had within the limit; the function runs once it can.</summary>
    /// <param name="runtime">The runtime.</param>
    /// <param name="limit">How long the caller waits.</param>
    /// <param name="function">What to do.</param>
    /// <param name="result">What the function gave; null where it failed, which is told on stderr, or did not run in time.</param>
    [SuppressMessage("Design", "CA1031", Justification = "A look from outside that fails is told on stderr; it must not break what asks for it.")]
    public static bool TryRun<T>(PythonRuntime runtime, TimeSpan limit, Func<T?> function, out T? result)
        where T : class
    {
        Look<T> look = new();
        Thread thread = new(() =>
        {
            int state = runtime.Attach();
            try
            {
                look.Result = function();
            }
            catch (Exception error)
            {
                // Who asks goes on without an answer, but not in silence.
                Console.Error.WriteLine($"PyAsync: looking into Python from outside of its loops failed: {error}");
            }
            finally
            {
                runtime.Detach(state);
                look.End();
            }
        })
        {
            IsBackground = true,
            Name = "Python observer",
        };
        thread.Start();
        using GilPause pause = GilPause.Begin();
        bool came = look.Wait(limit);
        result = came ? look.Result : null;
        return came;
    }

    // Either the waiter's time is up first, or the thread has finished first. The second of them sees what the first has done.
    private sealed class Look<T>
        where T : class
    {
        private readonly object _gate = new();
        private bool _isDone;
        private bool _isLate;

        public T? Result { get; set; }

        public bool Wait(TimeSpan limit)
        {
            long due = Environment.TickCount64 + (long)limit.TotalMilliseconds;
            lock (_gate)
            {
                while (!_isDone)
                {
                    long left = due - Environment.TickCount64;
                    if (left <= 0)
                    {
                        _isLate = true;
                        Interlocked.Increment(ref s_late);
                        return false;
                    }
                    Monitor.Wait(_gate, (int)left);
                }
                return true;
            }
        }

        public void End()
        {
            lock (_gate)
            {
                _isDone = true;
                if (_isLate)
                {
                    Interlocked.Decrement(ref s_late);
                }
                Monitor.PulseAll(_gate);
            }
        }
    }
}
