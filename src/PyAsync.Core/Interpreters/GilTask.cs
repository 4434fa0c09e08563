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
    /// <summary>Runs the function with the GIL held. Null where it failed or took longer than the limit.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "A look from outside that fails is told on stderr; it must not break what asks for it.")]
    public static T? Run<T>(PythonRuntime runtime, TimeSpan limit, Func<T?> function)
        where T : class
    {
        T? result = null;
        using ManualResetEventSlim done = new(false);
        Thread thread = new(() =>
        {
            int state = runtime.Attach();
            try
            {
                result = function();
            }
            catch (Exception error)
            {
                // Who asks goes on without an answer, but not in silence.
                Console.Error.WriteLine($"PyAsync: looking into Python from outside of its loops failed: {error}");
            }
            finally
            {
                runtime.Detach(state);
                try
                {
                    done.Set();
                }
                catch (ObjectDisposedException)
                {
                    // Too late: nobody waits any more.
                }
            }
        })
        {
            IsBackground = true,
            Name = "Python observer",
        };
        thread.Start();
        using GilPause pause = GilPause.Begin();
        return done.Wait(limit) ? result : null;
    }
}
