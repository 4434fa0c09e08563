using System;
using System.Threading;
using PyAsync.CPython;
using PyAsync.Interpreters;
using PyAsync.Loops;
using PyAsync.Objects;

namespace PyAsync.Calls;

/// <summary>
/// Who started an await: the command, job or imported function, and where it stands. One object serves all awaits of a
/// command. Python code carries it in a context variable, so that what a task, its child tasks, threads of
/// <c>asyncio.to_thread</c> and callbacks say finds its way to <see cref="Output"/>. Immutable; any thread.
/// </summary>
public sealed class CallOrigin
{
    // The one that was used last on this thread, which is a loop's: it is kept for the next await though none is in flight.
    [ThreadStatic]
    private static OriginContext? s_last;

    private readonly object _gate = new();

    // One for each loop that its awaits run on, which is hardly ever more than one. Python holds this origin by them, so
    // they are released as soon as no await is in flight: the garbage collector would never find such a circle.
    private OriginContext? _contexts;

    // What its threads say when no await is in flight any more is about that loop.
    private PyEventLoop? _lastLoop;
    private string? _text;

    /// <summary>The command as it was written, or the function's name; empty where nobody told.</summary>
    public string Command { get; init; } = "";

    /// <summary>The full path of the script that the command stands in; null at a prompt.</summary>
    public string? ScriptPath { get; init; }

    /// <summary>The command's line in <see cref="ScriptPath"/>, from 1; 0 at a prompt.</summary>
    public int ScriptLine { get; init; }

    /// <summary>The name of the job that the await belongs to; null where it belongs to none.</summary>
    public string? Job { get; init; }

    /// <summary>Where the records of this await go; null where nobody takes them.</summary>
    public ICallOutput? Output { get; init; }

    /// <summary>The level that Python's log records are wanted from: 10 for DEBUG, 20 for INFO, 30 for WARNING, which is the usual one.</summary>
    public int LogLevel { get; init; } = UsualLogLevel;

    /// <summary>Whether a person sees what Python prints as it comes, so that <c>sys.stdout.isatty()</c> may be true.</summary>
    public bool IsSeen { get; init; }

    /// <summary>Whether that is so just now: its output still takes what is printed, or nobody keeps it and it goes to the process's own stream. Any thread.</summary>
    internal bool IsSeenNow => IsSeen && (!UnreadRecords.AreKept || Output is not (null or IEndingOutput { HasEnded: true }));

    /// <summary>Nobody waits for its awaits any longer: the lines that they have begun to print end. Any thread.</summary>
    internal void EndLines() => PythonRuntime.Current?.Interpreter?.Part<OutputRouting>().EndOrigin(this);

    /// <summary>Python's own: WARNING.</summary>
    internal const int UsualLogLevel = 30;

    /// <summary>
    /// The origin of what runs on this thread, by Python's current context; null where the context has none. On a thread
    /// that holds the GIL.
    /// </summary>
    internal static CallOrigin? Current => CallMark.Current.Origin;

    /// <summary>A loop on which awaits of this origin are in flight, else the one on which the last was; null for none. Any thread.</summary>
    internal PyEventLoop? AnyLoop => Volatile.Read(ref _contexts)?.Loop ?? Volatile.Read(ref _lastLoop);

    /// <summary>Gives a record to its origin's output, or keeps it where nobody takes it. Any thread; never waits.</summary>
    internal static void Give(PyRecord record)
    {
        if (record.Origin?.Output?.TryWrite(record) is not true)
        {
            UnreadRecords.Add(record.Loop, record);
        }
    }

    /// <summary>The place and the command, as a list of tasks shows it.</summary>
    public override string ToString() => _text ??= ScriptPath is null ? Command : $"{ScriptPath}:{ScriptLine}: {Command}";

    /// <summary>The same command with an output for its records.</summary>
    internal CallOrigin For(ICallOutput output, string? job = null) => new()
    {
        Command = Command,
        ScriptPath = ScriptPath,
        ScriptLine = ScriptLine,
        LogLevel = LogLevel,
        IsSeen = IsSeen && job is null,
        Job = job,
        Output = output,
    };

    /// <summary>The context that the tasks of this origin copy on a loop, for one more await. The loop's thread.</summary>
    internal OriginContext Enter(PyEventLoop loop)
    {
        Volatile.Write(ref _lastLoop, loop);
        OriginContext context = Find(loop) ?? Add(OriginContext.Create(loop, this));
        if (context.InFlight++ == 0 && LogLevel < UsualLogLevel)
        {
            WantLogs(loop.Interpreter);
        }
        if (s_last != context)
        {
            OriginContext? before = s_last;
            s_last = context;
            if (before is null)
            {
                loop.Closing += ReleaseLast;
            }
            else
            {
                before.Origin.ReleaseIdle(before);
            }
        }
        return context;
    }

    /// <summary>An await that had entered has ended. The loop's thread.</summary>
    internal void Leave(PyEventLoop loop)
    {
        // None where the loop was abandoned meanwhile.
        if (Find(loop) is { } context)
        {
            if (--context.InFlight == 0 && LogLevel < UsualLogLevel)
            {
                WantLogsNoMore(loop.Interpreter);
            }
            if (s_last != context)
            {
                ReleaseIdle(context);
            }
        }
    }

    /// <summary>Python's log records are wanted from <see cref="LogLevel"/> on, until <see cref="WantLogsNoMore"/>. With the GIL held.</summary>
    internal void WantLogs(PyInterpreter interpreter) => TellLogs(interpreter.CallFunctions.LowerLogs);

    /// <summary>Ends what <see cref="WantLogs"/> has begun. With the GIL held.</summary>
    internal void WantLogsNoMore(PyInterpreter interpreter) => TellLogs(interpreter.CallFunctions.RaiseLogs);

    /// <summary>The loop is gone, and its awaits leave no more. Any thread.</summary>
    internal void Abandon(PyEventLoop loop)
    {
        if (Find(loop) is { } context)
        {
            Remove(context);
        }
    }

    /// <summary>Its context on a loop where awaits are in flight; else null. Any thread.</summary>
    internal OriginContext? Find(PyEventLoop loop)
    {
        for (OriginContext? context = Volatile.Read(ref _contexts); context is not null; context = context.Next)
        {
            if (context.Loop == loop)
            {
                return context;
            }
        }
        return null;
    }

    private void TellLogs(nint function)
    {
        using PyOwned level = CApi.PyLong_FromLongLong(LogLevel).OrThrow();
        CApi.Call(new PyBorrowed(function), level).OrThrow().Dispose();
    }

    // The loop closes: nothing keeps the last one for a next await any more.
    private static void ReleaseLast()
    {
        if (Interlocked.Exchange(ref s_last, null) is { } last)
        {
            last.Origin.Remove(last);
            last.PyRelease();
        }
    }

    private OriginContext Add(OriginContext context)
    {
        lock (_gate)
        {
            context.Next = _contexts;
            Volatile.Write(ref _contexts, context);
        }
        return context;
    }

    private void ReleaseIdle(OriginContext context)
    {
        if (context.InFlight == 0)
        {
            Remove(context);
            context.PyRelease();
        }
    }

    // Whoever looks at the same moment still finds its way by the removed one's Next.
    private void Remove(OriginContext context)
    {
        lock (_gate)
        {
            if (_contexts == context)
            {
                Volatile.Write(ref _contexts, context.Next);
                return;
            }
            for (OriginContext? other = _contexts; other is not null; other = other.Next)
            {
                if (other.Next == context)
                {
                    other.Next = context.Next;
                    return;
                }
            }
        }
    }
}
