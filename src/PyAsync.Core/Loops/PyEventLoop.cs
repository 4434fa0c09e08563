using System;
using System.Collections.Generic;
using System.Threading;
using PyAsync.Environments;
using PyAsync.Interpreters;
using PyAsync.Objects;

namespace PyAsync.Loops;

/// <summary>
/// A Python event loop on a thread of its own. All members may be used from any thread unless they say otherwise; none
/// of them takes the GIL on the caller's thread.
/// </summary>
public sealed partial class PyEventLoop
{
    [ThreadStatic]
    private static PyEventLoop? s_current;

    private readonly PyEventLoopOptions _options;
    private readonly long _startedAt = Environment.TickCount64;
    private readonly ManualResetEventSlim _ended = new(false);
    private int _state;

    private PyEventLoop(PyEventLoopOptions options)
    {
        _options = options;
        Name = options.Name;
    }

    /// <summary>The name, unique in the process without regard to case.</summary>
    public string Name { get; }

    /// <summary>Where the loop is in its life.</summary>
    public PyEventLoopState State => (PyEventLoopState)Volatile.Read(ref _state);

    /// <summary>The Python that it runs on.</summary>
    public PythonInstallation Python => Runtime.Installation;

    /// <summary>The loop's class, such as <c>asyncio.unix_events._UnixSelectorEventLoop</c> or <c>uvloop.Loop</c>.</summary>
    public string Implementation { get; private set; } = "";

    /// <summary>The managed id of its thread.</summary>
    public int ThreadId { get; private set; }

    /// <summary>Awaits that were submitted and have not ended.</summary>
    public int Pending => _queue.Count + CountRest() + (int)(Volatile.Read(ref _startedCalls) - Volatile.Read(ref _endedCalls));

    /// <summary>Awaits that have ended, well or not.</summary>
    public long Completed => Volatile.Read(ref _endedCalls);

    /// <summary>How long the loop has been there.</summary>
    public TimeSpan Uptime => TimeSpan.FromMilliseconds(Environment.TickCount64 - _startedAt);

    /// <summary>Whether asyncio's debug mode is on.</summary>
    public bool DebugMode => _options.DebugMode;

    /// <summary>How the loop is woken: <c>descriptor</c> or <c>threadsafe</c>.</summary>
    public string WakerKind => _waker is DescriptorWaker ? "descriptor" : "threadsafe";

    internal PythonRuntime Runtime { get; private set; } = null!;

    internal PyInterpreter Interpreter => Runtime.Interpreter;

    /// <summary>The loop whose thread this is, or null.</summary>
    public static PyEventLoop? Current => s_current;

    /// <summary>Every loop of the process, by name.</summary>
    public static IReadOnlyList<PyEventLoop> All => LoopRegistry.All;

    /// <summary>Whether the calling thread is this loop's.</summary>
    public bool IsCurrent => s_current == this;

    /// <summary>
    /// Waits for an event, on whatever thread this is. A thread of Python's lets go of the GIL meanwhile, as what sets
    /// the event may need it: another loop does.
    /// </summary>
    /// <param name="signal">The event.</param>
    /// <param name="milliseconds">The limit; -1 for none.</param>
    /// <returns>Whether the event was set.</returns>
    public static bool WaitFor(ManualResetEventSlim signal, int milliseconds)
    {
        ArgumentNullException.ThrowIfNull(signal);
        using GilPause pause = GilPause.Begin();
        return signal.Wait(milliseconds);
    }

    /// <summary>The loop of that name, or null.</summary>
    public static PyEventLoop? Find(string name) => LoopRegistry.Find(name);

    /// <summary>Whether a loop of that name was ever started in this process.</summary>
    public static bool HasExisted(string name) => LoopRegistry.HasExisted(name);

    /// <summary>Starts a loop and waits until it runs.</summary>
    /// <exception cref="PyAsyncException">A loop of that name exists (<c>LoopExists</c>).</exception>
    /// <exception cref="PythonNotUsableException">No usable Python.</exception>
    /// <exception cref="PyException">The loop factory failed.</exception>
    /// <exception cref="LoopStoppedException">The loop was stopped meanwhile.</exception>
    /// <param name="options">Which loop; null for the default one.</param>
    /// <param name="cancellationToken">Ends the waiting; the loop then stops as soon as it has started.</param>
    public static PyEventLoop Start(PyEventLoopOptions? options = null, CancellationToken cancellationToken = default)
    {
        PyEventLoop loop = new(options ?? new PyEventLoopOptions());
        if (!LoopRegistry.TryAdd(loop))
        {
            PyEventLoop? other = Find(loop.Name);
            string state = (other?.State ?? PyEventLoopState.Running).ToString().ToLowerInvariant();
            throw new PyAsyncException("LoopExists", $"A Python event loop named '{loop.Name}' is {state} already. Use it, stop it with Stop-PyEventLoop -Name '{loop.Name}', or start one of another name.");
        }
        try
        {
            loop.Runtime = PythonRuntime.Start(loop._options.Python);
            loop.RefuseStopped(cancellationToken);
        }
        catch (Exception error)
        {
            // Also for who found it by its name and waits for it.
            loop.End(error);
            throw;
        }
        loop.StartThread(cancellationToken);
        return loop;
    }

    /// <summary>The loop named <c>Default</c>, started if it is not there.</summary>
    /// <param name="cancellationToken">Ends the waiting for a loop that is starting or stopping.</param>
    public static PyEventLoop GetOrStartDefault(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            if (Find(PyEventLoopOptions.DefaultName) is { } loop)
            {
                if (loop.State is PyEventLoopState.Running || loop.WaitForChange(cancellationToken))
                {
                    return loop;
                }
                continue;
            }
            try
            {
                return Start(null, cancellationToken);
            }
            catch (PyAsyncException error) when (error.ErrorId == "LoopExists")
            {
                // Another thread was faster.
            }
        }
    }

    /// <summary>The name and state.</summary>
    public override string ToString() => $"{Name} ({State})";

    // A loop that was stopped before it got a thread needs none.
    private void RefuseStopped(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (State is not PyEventLoopState.Starting)
        {
            throw LoopStoppedException.WhileStarting(Name);
        }
    }

    // True once the loop runs; false once it has ended, so that a new one can be started.
    private bool WaitForChange(CancellationToken cancellationToken)
    {
        using GilPause pause = GilPause.Begin();
        SpinWait spin = default;
        long due = Environment.TickCount64 + 60_000;
        while (Environment.TickCount64 < due)
        {
            cancellationToken.ThrowIfCancellationRequested();
            switch (State)
            {
                case PyEventLoopState.Running:
                    return true;
                case PyEventLoopState.Stopped:
                    return false;
                default:
                    spin.SpinOnce();
                    break;
            }
        }
        throw new PyAsyncException("LoopStopped", $"The Python event loop '{Name}' has been {State} for 60 s. Stop it with Stop-PyEventLoop -Name '{Name}' -Force.");
    }
}
