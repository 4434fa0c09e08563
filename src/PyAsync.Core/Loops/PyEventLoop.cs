using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using PyAsync.Environments;

namespace PyAsync.Loops;

/// <summary>
/// A Python event loop on a thread of its own. All members may be used from any thread unless they say otherwise; none
/// of them takes the GIL on the caller's thread.
/// </summary>
public sealed partial class PyEventLoop : IAsyncDisposable, IDisposable
{
    // What Python may take where nobody said how long.
    private static readonly TimeSpan s_usualLimit = TimeSpan.FromSeconds(10);

    private static int s_scopes;

    private readonly PyEventLoopOptions _options;
    private readonly LoopLife _life = new();
    private readonly long _startedAt = Environment.TickCount64;
    private double _lagMilliseconds = double.NaN;

    internal PyEventLoop(PyEventLoopOptions options)
    {
        _options = options;
        Name = options.Name;
        Asyncio = new PythonLoop(this);
        Inbox = new WorkInbox(this, Ready);
        InFlight = new CallWatch(this);
        Starter = new TaskStarter(this, Ready);
        Releases = new LoopReleases(this);
        Starting = new LoopStart(this, _life, options);
        Ending = new LoopEnding(this, _life);
        Errors = new LoopErrors(this);
        Pulse = new LoopPulse(this);
    }

    /// <summary>An error that no await could be told, such as one thrown by a completion. Any thread may subscribe; raised on the loop's.</summary>
    public event EventHandler<UnhandledExceptionEventArgs>? UnhandledError
    {
        add => Errors.Unhandled += value;
        remove => Errors.Unhandled -= value;
    }

    /// <summary>The name, unique in the process without regard to case.</summary>
    public string Name { get; }

    /// <summary>Where the loop is in its life.</summary>
    public PyEventLoopState State => _life.State;

    /// <summary>Ends when the loop has ended, whatever ended it; never faults.</summary>
    public Task Completion => _life.Ended;

    /// <summary>The Python that it runs on.</summary>
    public PythonInstallation Python => Runtime.Installation;

    /// <summary>The Python's version.</summary>
    public Version PythonVersion => Python.Version;

    /// <summary>The Python's <c>sys.executable</c>.</summary>
    public string PythonExecutable => Python.Executable;

    /// <summary>The Python's <c>sys.prefix</c>.</summary>
    public string PythonPrefix => Python.Prefix;

    /// <summary>The loop's class, such as <c>asyncio.unix_events._UnixSelectorEventLoop</c> or <c>uvloop.Loop</c>.</summary>
    public string Implementation => Asyncio.Implementation;

    /// <summary>The package that <see cref="Implementation"/> is from, such as <c>asyncio</c> or <c>uvloop</c>.</summary>
    public string ImplementationPackage => Implementation.Split('.', 2)[0];

    /// <summary>The managed id of its thread.</summary>
    public int ThreadId { get; private set; }

    /// <summary>Awaits that were submitted and have not ended.</summary>
    public int Pending => Inbox.Count + (int)(InFlight.Started - InFlight.Ended);

    /// <summary>Awaits that have ended, well or not.</summary>
    public long Completed => InFlight.Ended;

    /// <summary>How long the loop has been there.</summary>
    public TimeSpan Uptime => TimeSpan.FromMilliseconds(Environment.TickCount64 - _startedAt);

    /// <summary>Whether asyncio's debug mode is on.</summary>
    public bool DebugMode => _options.DebugMode;

    /// <summary>How the loop is woken: <c>descriptor</c> or <c>threadsafe</c>.</summary>
    public string WakerKind => Inbox.Waker is DescriptorWaker ? "descriptor" : "threadsafe";

    /// <summary>How late a timer fired when that was last measured, in milliseconds; null before the first measurement, and where the loop did not answer in time.</summary>
    public double? LagMilliseconds => Volatile.Read(ref _lagMilliseconds) is var lag && double.IsNaN(lag) ? null : Math.Round(lag, 3);

    /// <summary>How many records of what was said on this loop while nobody waited are there to be read.</summary>
    public int Unread => UnreadRecords.CountOf(Name);

    /// <summary>
    /// What blocks the loop: code that keeps its thread for half a second and more, and does not await. Null where nothing is known
    /// to. A loop with awaits in flight, or with something to do, is looked at by itself. Never waits.
    /// </summary>
    public PyLoopBlock? Blocked => State is PyEventLoopState.Stopped ? null : Pulse.Block;

    /// <summary>What would not end when the loop was stopped: the coroutines' names and lines.</summary>
    public IReadOnlyList<string> LeftOver => Ending.LeftOver;

    /// <summary>The loop whose thread this is, or null.</summary>
    public static PyEventLoop? Current => s_current;

    /// <summary>Whether the calling thread is this loop's.</summary>
    public bool IsCurrent => s_current == this;

    /// <summary>Every loop of the process, by name.</summary>
    public static IReadOnlyList<PyEventLoop> All => LoopRegistry.All;

    /// <summary>The loop of that name, or null.</summary>
    public static PyEventLoop? Find(string name) => LoopRegistry.Find(name);

    /// <summary>Starts a loop. The task ends when it runs.</summary>
    /// <param name="options">Which loop; null for the default one.</param>
    /// <param name="cancellationToken">Ends the waiting; the loop then stops as soon as it has started.</param>
    /// <exception cref="PyAsyncException">A loop of that name exists (<c>LoopExists</c>).</exception>
    /// <exception cref="PythonNotUsableException">No usable Python.</exception>
    /// <exception cref="Objects.PyException">The loop factory failed.</exception>
    /// <exception cref="LoopStoppedException">The loop was stopped meanwhile.</exception>
    public static Task<PyEventLoop> StartAsync(PyEventLoopOptions? options = null, CancellationToken cancellationToken = default) =>
        LoopStart.RunAsync(options ?? new PyEventLoopOptions(), cancellationToken);

    /// <summary>Starts a fresh loop, runs the function with it and stops the loop, whatever happens.</summary>
    /// <param name="function">What uses the loop.</param>
    /// <param name="options">How the loop starts; null for a loop with a name of its own on whichever Python runs.</param>
    /// <returns>What the function gives.</returns>
    public static async Task<T> UseAsync<T>(Func<PyEventLoop, Task<T>> function, PyEventLoopOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        PyEventLoop loop = await StartAsync(options ?? new PyEventLoopOptions { Name = $"scope {Interlocked.Increment(ref s_scopes)}", ForgetNames = true }).ConfigureAwait(false);
        await using (loop.ConfigureAwait(false))
        {
            return await function(loop).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Stops the loop: refuses new work, cancels its tasks, waits for them, closes async generators and the default
    /// executor, closes the loop and ends its thread. Awaits in flight end with <see cref="LoopStoppedException"/>.
    /// A loop that is starting stops as soon as it has started. A loop that is stopping is waited for; for one that has
    /// stopped nothing is done.
    /// </summary>
    /// <param name="timeout">How long Python code may take to end; null for ten seconds.</param>
    /// <param name="force">Where it takes longer: raise SystemExit in the loop's thread, and if that does not help, abandon it.</param>
    /// <param name="cancellationToken">Ends the waiting, not the stopping.</param>
    /// <exception cref="PyAsyncException">The time ran out (<c>StopTimeout</c>).</exception>
    public async Task StopAsync(TimeSpan? timeout = null, bool force = false, CancellationToken cancellationToken = default)
    {
        TimeSpan limit = timeout ?? s_usualLimit;
        RequestStop(limit);
        if (await EndsWithin(limit + s_grace, cancellationToken).ConfigureAwait(false))
        {
            return;
        }
        if (!force)
        {
            throw await Task.Run(() => StopTimeout(limit), CancellationToken.None).ConfigureAwait(false);
        }
        await Task.Run(Ending.Interrupt, CancellationToken.None).ConfigureAwait(false);
        if (!await EndsWithin(s_interruptLimit, cancellationToken).ConfigureAwait(false))
        {
            await Task.Run(Ending.AbandonThread, CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>Stops the loop, giving Python ten seconds, and abandons it where that is not enough.</summary>
    public async ValueTask DisposeAsync() => await StopAsync(force: true).ConfigureAwait(false);

    /// <summary>As <see cref="DisposeAsync"/>, on the calling thread.</summary>
    public void Dispose() => Stop(s_usualLimit, force: true);

    /// <summary>
    /// How late a timer fires on the loop just now, which is how busy it is. Waits no longer than
    /// <paramref name="limit"/>, and gives that where the loop did not answer. Zero on a loop that does not run.
    /// </summary>
    public TimeSpan MeasureLag(TimeSpan limit)
    {
        if (State is not PyEventLoopState.Running || IsCurrent)
        {
            return TimeSpan.Zero;
        }
        LagWork work = new();
        TimeSpan lag = TryPost(work) ? work.Wait(limit) : TimeSpan.Zero;
        bool answered = lag < limit;
        Volatile.Write(ref _lagMilliseconds, answered ? lag.TotalMilliseconds : double.NaN);
        return lag;
    }

    /// <summary>What the loop's thread executes just now, as <c>file:line in function</c>; null where that cannot be told. Takes the GIL, on another thread than the caller's.</summary>
    public string? BlockedAt() => BlockedAt(null);

    private string? BlockedAt(TimeSpan? limit) => State is PyEventLoopState.Stopped ? null : _pythonThread?.BlockedAt(limit);

    /// <summary>The name and state.</summary>
    public override string ToString() => $"{Name} ({State})";

    private async Task<bool> EndsWithin(TimeSpan limit, CancellationToken cancellationToken)
    {
        await Task.WhenAny(Completion, Task.Delay(limit, cancellationToken)).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return Completion.IsCompleted;
    }
}
