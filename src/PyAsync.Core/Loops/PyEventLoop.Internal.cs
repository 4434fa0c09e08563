using System;
using System.Collections.Generic;
using System.Threading;
using PyAsync.CPython;
using PyAsync.Interpreters;

namespace PyAsync.Loops;

// What the rooms above and the loop's own objects use.
public sealed partial class PyEventLoop
{
    // The coroutine that stops the loop keeps to its time limit by itself; a blocked loop is told by one that is longer.
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(0.5);

    // How long a thread has to end after it was interrupted.
    private static readonly TimeSpan s_interruptLimit = TimeSpan.FromSeconds(1);

    [ThreadStatic]
    private static PyEventLoop? s_current;

    private volatile PyThread? _pythonThread;

    internal PythonRuntime Runtime { get; set; } = null!;

    internal PyInterpreter Interpreter => Runtime.Interpreter;

    /// <summary>The Python loop.</summary>
    internal PythonLoop Asyncio { get; }

    /// <summary>What asyncio runs next.</summary>
    internal ReadyQueue Ready { get; } = new();

    /// <summary>Work into the loop.</summary>
    internal WorkInbox Inbox { get; }

    /// <summary>The calls in flight.</summary>
    internal CallWatch InFlight { get; }

    /// <summary>Makes tasks.</summary>
    internal TaskStarter Starter { get; }

    /// <summary>References that finalizers gave back.</summary>
    internal LoopReleases Releases { get; }

    /// <summary>Whether it answers.</summary>
    internal LoopPulse Pulse { get; }

    /// <summary>How the loop starts.</summary>
    internal LoopStart Starting { get; }

    /// <summary>How the loop ends.</summary>
    internal LoopEnding Ending { get; }

    /// <summary>What becomes of errors that no await can be told.</summary>
    internal LoopErrors Errors { get; }

    /// <summary>The Python loop object's address; held from start to end. The loop's thread.</summary>
    internal nint LoopObject => Asyncio.Address;

    /// <summary>The names of code that runs on the loop. The loop's thread.</summary>
    internal PyNamespace Namespace => Asyncio.Namespace;

    /// <summary>Ends what the loop's thread waits for while the loop is to stop.</summary>
    internal CancellationToken TimeUp => _life.TimeUp;

    /// <summary>Whether a loop of that name was ever started in this process.</summary>
    internal static bool HasExisted(string name) => LoopRegistry.HasExisted(name);

    /// <summary>Starts a loop and waits until it runs, on the calling thread; see <see cref="StartAsync"/>.</summary>
    internal static PyEventLoop Start(PyEventLoopOptions? options = null, CancellationToken cancellationToken = default) =>
        LoopStart.Run(options ?? new PyEventLoopOptions(), cancellationToken);

    /// <summary>The loop named <c>Default</c>, started if it is not there.</summary>
    /// <param name="host">The program that Python runs in; null where it does nothing for Python.</param>
    /// <param name="cancellationToken">Ends the waiting for a loop that is starting or stopping.</param>
    internal static PyEventLoop GetOrStartDefault(IPythonHost? host = null, CancellationToken cancellationToken = default) =>
        LoopStart.GetOrRunDefault(host, cancellationToken);

    /// <summary>Looks at what the loop's thread runs, with the GIL held on another thread than the caller's; null where that takes longer than a second.</summary>
    internal T? LookAtThread<T>(Func<PyEventLoop, T?> look)
        where T : class => State is PyEventLoopState.Running && !IsCurrent ? _pythonThread?.Look((_, _) => look(this)) : null;

    /// <summary>As <see cref="StopAsync"/>, on the calling thread.</summary>
    /// <exception cref="PyAsyncException">The loop's own thread asks (<c>WaitOnOwnLoop</c>), or the time ran out (<c>StopTimeout</c>).</exception>
    internal void Stop(TimeSpan timeout, bool force = false, CancellationToken cancellationToken = default)
    {
        RefuseOwnThread("stop");
        RequestStop(timeout);
        if (_life.WaitForEnd(timeout + s_grace, cancellationToken))
        {
            return;
        }
        if (!force)
        {
            throw StopTimeout(timeout);
        }
        Ending.Interrupt();
        if (!_life.WaitForEnd(s_interruptLimit, cancellationToken))
        {
            Ending.AbandonThread();
        }
    }

    /// <summary>Begins to stop the loop and returns.</summary>
    internal void RequestStop(TimeSpan timeout) => Ending.Request(timeout);

    /// <summary>Waits until the loop has ended. True where it has.</summary>
    internal bool WaitForEnd(TimeSpan limit, CancellationToken cancellationToken) => _life.WaitForEnd(limit, cancellationToken);

    /// <summary>Waits until the loop has ended. The token ends the waiting.</summary>
    /// <exception cref="PyAsyncException">The loop's own thread asks (<c>WaitOnOwnLoop</c>).</exception>
    internal void WaitForEnd(CancellationToken cancellationToken = default)
    {
        RefuseOwnThread("wait for");
        _life.WaitForEnd(Timeout.InfiniteTimeSpan, cancellationToken);
    }

    /// <summary>Waits for an event, on whatever thread this is. A thread of Python's releases the GIL meanwhile, as what sets the event may need it.</summary>
    /// <param name="signal">The event.</param>
    /// <param name="milliseconds">The limit; -1 for none.</param>
    /// <returns>Whether the event was set.</returns>
    internal static bool WaitFor(ManualResetEventSlim signal, int milliseconds)
    {
        using GilPause pause = GilPause.Begin();
        return signal.Wait(milliseconds);
    }

    /// <summary>Gives the loop something to do; never waits.</summary>
    /// <exception cref="LoopStoppedException">The loop is stopping or has stopped.</exception>
    internal void Post(LoopWork work)
    {
        if (!TryPost(work))
        {
            throw new LoopStoppedException(Name);
        }
    }

    /// <summary>Like <see cref="Post"/>, but false where the loop takes no work any more.</summary>
    internal bool TryPost(LoopWork work) => State is PyEventLoopState.Running && Inbox.TryPush(work);

    /// <summary>Posts although the loop may be stopping, as cancellations do; false once it has closed, and where it stops before it can be woken.</summary>
    internal bool TryPostInternal(LoopWork work) => State switch
    {
        PyEventLoopState.Running => Inbox.TryPush(work),
        PyEventLoopState.Stopping => Inbox.IsOpen && Inbox.TryPush(work),
        _ => false,
    };

    /// <summary>Posts what can wait for the loop's next occasion: it wakes nobody. False once the loop has closed.</summary>
    internal bool TryPostIdle(LoopWork work) =>
        State is not (PyEventLoopState.Stopped or PyEventLoopState.Starting) && Inbox.TryPushIdle(work);

    /// <summary>Queues a reference to be released on the loop's thread; false where the loop has ended.</summary>
    internal bool TryRelease(nint reference) => Releases.TryAdd(reference);

    /// <summary>Runs a function on the loop's thread with the GIL held, and waits for it.</summary>
    /// <exception cref="LoopStoppedException">The loop takes no work.</exception>
    /// <exception cref="PyAsyncException">The loop was too busy for as long as <paramref name="limit"/> (<c>LoopBusy</c>).</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first; the function does not run then, unless it runs already.</exception>
    internal T Invoke<T>(Func<PyEventLoop, T> function, TimeSpan limit, CancellationToken cancellationToken = default)
    {
        if (IsCurrent)
        {
            using GilReturn gil = GilReturn.Begin();
            return function(this);
        }
        using LoopWait? wait = LoopWait.Begin(Current, this, "wait for");
        InvokeWork<T> work = new(this, function);
        Post(work);
        try
        {
            return work.Wait(limit, cancellationToken) || !work.TryAbandon() ? work.Result : throw Busy(limit);
        }
        catch (OperationCanceledException)
        {
            work.TryAbandon();
            throw;
        }
    }

    /// <summary>Says that the loop did not answer in time, and where its thread is.</summary>
    /// <param name="limit">How long it was waited for; null where that was somebody's choice.</param>
    internal PyAsyncException Busy(TimeSpan? limit = null) => Busy(limit, BlockedAt());

    private PyAsyncException Busy(TimeSpan? limit, string? line)
    {
        string where = line is null ? "" : $" Its thread is at {line}.";
        string within = limit is { } time ? $" within {time.TotalSeconds:0.#} s" : "";
        return new PyAsyncException(PyErrorId.LoopBusy, $"The Python event loop '{Name}' did not answer{within}, as something blocks it.{where} Await there instead, or move the blocking call to asyncio.to_thread().")
        {
            Facts = new Dictionary<string, object?> { ["Loop"] = Name, ["Seconds"] = limit?.TotalSeconds, ["Place"] = line },
        };
    }

    internal void RefuseOwnThread(string what)
    {
        // The wait itself is not noted: nothing that it waits for calls back.
        LoopWait.Begin(IsCurrent ? this : null, this, what)?.Dispose();
    }

    /// <summary>Whether an exception is what the stop by force raises in the loop's thread. With the GIL.</summary>
    internal bool IsForcedEnd(PyBorrowed exception) => TimeUp.IsCancellationRequested
        && CApi.PyErr_GivenExceptionMatches(exception, new PyBorrowed(Interpreter.Half.ForcedExit)) != 0;

    /// <summary>The thread that runs it; null before that has begun.</summary>
    internal PyThread? PythonThread => _pythonThread;

    /// <summary>The calling thread is the loop's from now on.</summary>
    internal void EnterThread(PyThread thread)
    {
        _pythonThread = thread;
        s_current = this;
        ThreadId = Environment.CurrentManagedThreadId;
    }

    /// <summary>Raised when nothing runs on the loop any more and before the Python loop is closed. The loop's thread, with the GIL.</summary>
    internal event Action? Closing;

    /// <summary>Raises it.</summary>
    internal void AnnounceClosing() => Closing?.Invoke();

    /// <summary>The calling thread is no loop's any more.</summary>
    internal static void LeaveThread() => s_current = null;

    /// <summary>Makes the Python loop and all that serves it. The loop's thread.</summary>
    internal void Open()
    {
        Asyncio.Open(_options);
        PyBorrowed loop = new(LoopObject);
        Ready.Open(loop);
        bool isDebug = Asyncio.ReadDebug();
        Starter.Open(loop, isDebug);
        InFlight.Open();
        Interpreter.DrainOrphans();
        Inbox.Open(loop, OperatingSystem.IsLinux() && !_options.ForceThreadsafeWaker, isDebug);
    }

    /// <summary>Lets what is posted from now on see the environment's variables as they are. Any thread; never waits.</summary>
    internal void CarryVariables()
    {
        if (ProcessVariables.HaveChanged())
        {
            _ = TryPost(new VariablesWork());
        }
    }

    private PyAsyncException StopTimeout(TimeSpan timeout)
    {
        string? line = BlockedAt();
        string where = line is null ? "" : $" Its thread is at {line}.";
        string rest = _life.Started.IsCompleted ? "It goes on stopping" : "It has not started yet, and stops once it has";
        return new PyAsyncException(PyErrorId.StopTimeout, $"The Python event loop '{Name}' did not stop within {timeout.TotalSeconds:0.###} s.{where} {rest}.")
        {
            Facts = new Dictionary<string, object?> { ["Loop"] = Name, ["Seconds"] = timeout.TotalSeconds, ["Place"] = line },
        };
    }
}
