using System;
using System.Diagnostics.CodeAnalysis;
using System.Threading;
using PyAsync.Interpreters;
using PyAsync.Objects;

namespace PyAsync.Loops;

/// <summary>
/// Errors on a loop that no await can be told: they go to who has subscribed, else to stderr, and the loop goes on. Any
/// thread, unless a member says otherwise.
/// </summary>
internal sealed class LoopErrors(PyEventLoop loop)
{
    /// <summary>Raised for such an error, on the thread that met it.</summary>
    public event EventHandler<UnhandledExceptionEventArgs>? Unhandled;

    /// <summary>Runs an item; what it throws is reported. The loop's thread.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "One item's failure must not lose the others.")]
    public void Execute(LoopWork work)
    {
        try
        {
            work.Execute(loop);
        }
        catch (PyException error) when (loop.TimeUp.IsCancellationRequested && error.Is("SystemExit"))
        {
            // The stop by force has interrupted this item, which is no mistake of anybody's.
        }
        catch (Exception error)
        {
            Report(error);
        }
    }

    /// <summary>Tells an item that the loop is gone; what it throws is reported.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "One item's failure must not lose the others.")]
    public void Abandon(LoopWork work, Exception reason)
    {
        try
        {
            work.Abandon(reason);
        }
        catch (Exception error)
        {
            Report(error);
        }
    }

    /// <summary>Cancels, and reports what the token's listeners throw. Not on the loop's own thread: what they do must not hold it.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "A listener's exception would end the process on a thread of the pool.")]
    public void Cancel(CancellationTokenSource source)
    {
        try
        {
            source.Cancel();
        }
        catch (Exception error)
        {
            Report(error);
        }
    }

    /// <summary>Reports an error that no await can be told.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "The loop goes on whatever a handler does.")]
    public void Report(Exception error)
    {
        if (Unhandled is { } handlers)
        {
            try
            {
                handlers(loop, new UnhandledExceptionEventArgs(error, isTerminating: false));
                return;
            }
            catch (Exception own)
            {
                Console.Error.WriteLine($"PyAsync: a handler of the loop '{loop.Name}' for unhandled errors failed: {HostText.TextOf(own)}");
            }
        }
        Console.Error.WriteLine($"PyAsync: an error on the loop '{loop.Name}' that no await could be told: {HostText.TextOf(error)}");
    }
}
