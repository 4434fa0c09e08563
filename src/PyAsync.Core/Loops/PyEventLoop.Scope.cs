using System;
using System.Threading;
using System.Threading.Tasks;

namespace PyAsync.Loops;

// Loops that live as long as a piece of .NET code.
public sealed partial class PyEventLoop
{
    private static int s_scopes;

    /// <summary>Starts a fresh loop, runs the function with it and stops the loop, whatever happens.</summary>
    /// <param name="function">What uses the loop.</param>
    /// <param name="options">How the loop starts; null for a loop with a name of its own on whichever Python runs.</param>
    /// <returns>What the function gives.</returns>
    public static async Task<T> UseAsync<T>(Func<PyEventLoop, Task<T>> function, PyEventLoopOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        PyEventLoop loop = Start(options ?? new PyEventLoopOptions { Name = $"scope {Interlocked.Increment(ref s_scopes)}" });
        try
        {
            return await function(loop).ConfigureAwait(false);
        }
        finally
        {
            // On a thread of its own: the function may have ended on the loop's.
            await Task.Run(loop.Dispose).ConfigureAwait(false);
        }
    }
}
