using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using PyAsync.Environments;
using PyAsync.Interpreters;

namespace PyAsync.Loops;

/// <summary>How a loop starts: in the registry, with a Python, on a thread of its own. Any thread.</summary>
/// <param name="loop">The loop.</param>
/// <param name="life">Where it is in its life.</param>
/// <param name="options">How it is to start.</param>
internal sealed class LoopStart(PyEventLoop loop, LoopLife life, PyEventLoopOptions options)
{
    // What Python's cleanup may take in a loop that nobody got, as its start was cancelled.
    private static readonly TimeSpan s_unwantedLimit = TimeSpan.FromSeconds(5);

    // A loop that neither starts nor ends for so long is stuck.
    private static readonly TimeSpan s_stuckLimit = TimeSpan.FromSeconds(60);

    /// <summary>Starts a loop and waits on the calling thread until it runs.</summary>
    public static PyEventLoop Run(PyEventLoopOptions options, CancellationToken cancellationToken)
    {
        PyEventLoop loop = Launch(options, cancellationToken);
        loop.Starting.Wait(cancellationToken);
        return loop;
    }

    /// <summary>Starts a loop. The task ends when it runs.</summary>
    public static async Task<PyEventLoop> RunAsync(PyEventLoopOptions options, CancellationToken cancellationToken)
    {
        // The interpreter is asked and started on the way, which blocks.
        PyEventLoop loop = await Task.Run(() => Launch(options, cancellationToken), cancellationToken).ConfigureAwait(false);
        await loop.Starting.WaitAsync(cancellationToken).ConfigureAwait(false);
        return loop;
    }

    /// <summary>The loop named <c>Default</c>, started if it is not there.</summary>
    public static PyEventLoop GetOrRunDefault(IPythonHost? host, CancellationToken cancellationToken)
    {
        while (true)
        {
            PyEventLoop fresh = new(new PyEventLoopOptions { Host = host });
            if (LoopRegistry.TryAdd(fresh))
            {
                fresh.Starting.Begin(cancellationToken);
                fresh.Starting.Wait(cancellationToken);
                return fresh;
            }
            if (PyEventLoop.Find(PyEventLoopOptions.DefaultName) is { } there
                && (there.State is PyEventLoopState.Running || there.Starting.WaitForChange(cancellationToken)))
            {
                return there;
            }
        }
    }

    // Adds the loop to the registry and begins it.
    private static PyEventLoop Launch(PyEventLoopOptions options, CancellationToken cancellationToken)
    {
        PyEventLoop loop = new(options);
        if (!LoopRegistry.TryAdd(loop))
        {
            // Who wants another Python gets it in this process by no name of a loop.
            PythonRuntime.Current?.RefuseAnother(options.Python, new ProbeLimit(ProbeLimit.Usual, cancellationToken));
            PyEventLoop? other = PyEventLoop.Find(loop.Name);
            string state = (other?.State ?? PyEventLoopState.Running).ToString().ToLowerInvariant();
            throw new PyAsyncException(PyErrorId.LoopExists, $"A Python event loop named '{loop.Name}' is {state} already.")
            {
                Facts = new Dictionary<string, object?> { ["Loop"] = loop.Name, ["State"] = state },
            };
        }
        loop.Starting.Begin(cancellationToken);
        return loop;
    }

    // Starts Python where it does not run yet, and the loop's thread.
    private void Begin(CancellationToken cancellationToken)
    {
        try
        {
            loop.Runtime = PythonRuntime.Start(options.Python, options.Host, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            if (life.State is not PyEventLoopState.Starting)
            {
                // It was stopped before it got a thread, and needs none.
                throw LoopStoppedException.WhileStarting(loop.Name);
            }
        }
        catch (Exception error)
        {
            // Also for who found it by its name and waits for it.
            loop.Ending.Finish(error);
            throw;
        }
        new LoopThread(loop, life).Start();
    }

    private void Wait(CancellationToken cancellationToken)
    {
        try
        {
            life.WaitForStart(Timeout.InfiniteTimeSpan, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
        }
        catch (OperationCanceledException)
        {
            // Nobody gets this loop, so it ends as soon as it has started.
            loop.RequestStop(s_unwantedLimit);
            throw;
        }
        life.Started.GetAwaiter().GetResult();
    }

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        try
        {
            await life.Started.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            loop.RequestStop(s_unwantedLimit);
            throw;
        }
    }

    // True once the loop runs; false once it has ended, so that a new one can be started.
    private bool WaitForChange(CancellationToken cancellationToken)
    {
        bool changed = life.State is PyEventLoopState.Starting && life.WaitForStart(s_stuckLimit, cancellationToken) && life.State is PyEventLoopState.Running;
        if (changed || life.WaitForEnd(s_stuckLimit, cancellationToken))
        {
            return changed;
        }
        throw new PyAsyncException(PyErrorId.LoopStuck, $"The Python event loop '{loop.Name}' has been {life.State} for 60 s.")
        {
            Facts = new Dictionary<string, object?> { ["Loop"] = loop.Name, ["State"] = life.State },
        };
    }
}
