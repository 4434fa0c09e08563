using System;
using PyAsync.Calls;
using PyAsync.CPython;
using PyAsync.Interpreters;
using PyAsync.Loops;

[assembly: InterpreterPart(typeof(OutputRouting), 55)]

namespace PyAsync.Calls;

/// <summary>
/// Routes what an interpreter's code says (printed lines, log records, warnings) to who started what says it. The functions
/// that Python gets are called on any of its threads.
/// </summary>
/// <param name="interpreter">The interpreter.</param>
internal sealed class OutputRouting(PyInterpreter interpreter) : IInterpreterPart
{
    private RunningTask _running = null!;
    private PrintedLines _out = null!;
    private PrintedLines _error = null!;

    /// <summary>Whose output it is.</summary>
    public PyInterpreter Interpreter => interpreter;

    /// <summary>Binds the Python half, which puts its own streams, handlers and hooks in place.</summary>
    public void Open()
    {
        _running = new RunningTask(interpreter);
        _out = new PrintedLines(_running, isError: false);
        _error = new PrintedLines(_running, isError: true);
        Install("pyasync._output"u8, Writer(_out), Flusher(_out), Writer(_error), Flusher(_error), CreateIsSeen(), interpreter.Bool(ProcessStreams.AreTaken).Pointer);
        Install("pyasync._logs"u8, CreateWants(), CreateLog(), CreateWarn());
        Install("pyasync._threads"u8, CreateWorkEnded());
    }

    /// <summary>A task has ended, and with it the lines that it has begun. Any thread.</summary>
    public void EndTask(nint task)
    {
        _out.EndTask(task);
        _error.EndTask(task);
    }

    /// <summary>Nobody waits for an origin's awaits any longer, which ends the lines that they have begun. Any thread.</summary>
    public void EndOrigin(CallOrigin origin)
    {
        _out.EndOrigin(origin);
        _error.EndOrigin(origin);
    }

    /// <summary>Takes what the calling task has begun to print to <c>sys.stdout</c>. With the GIL held.</summary>
    public string TakeBegunLine() => _out.TakeBegun()?.Text ?? "";

    // The functions are the Python half's from then on, which lives as long as the interpreter.
    private static void Install(ReadOnlySpan<byte> module, params nint[] functions)
    {
        using PyOwned install = new(PythonModule.Get(module, "install"u8));
        Span<nint> slots = [0, .. functions];
        CApi.Vectorcall(install, slots, functions.Length).OrThrow().Dispose();
    }

    // write(text) → its length; None where nobody takes it.
    private static nint Writer(PrintedLines lines) => Create((arguments, _) =>
    {
        string text = PyText.FromPython(new PyBorrowed(arguments[0]));
        return lines.TryWrite(text) ? CApi.PyLong_FromLongLong(text.Length) : HostFunction.None;
    });

    private static nint Flusher(PrintedLines lines) => Create((_, _) =>
    {
        lines.Flush();
        return HostFunction.None;
    });

    // work_ended(): the calling thread has done what it was given.
    private nint CreateWorkEnded() => Create((_, _) =>
    {
        _out.EndWork();
        _error.EndWork();
        return HostFunction.None;
    });

    // Whether a person sees what the calling task prints, as it comes.
    private static nint CreateIsSeen() => Create((_, _) => PyInterpreter.Current.Bool(CallOrigin.Current?.IsSeenNow is true).Own());

    // wants(level) → whether anybody takes a record of that level from the calling task.
    private static nint CreateWants() => Create((arguments, _) =>
    {
        int level = PyInt.ToInt32(new PyBorrowed(arguments[0]));
        return PyInterpreter.Current.Bool(level >= (CallOrigin.Current?.LogLevel ?? CallOrigin.UsualLogLevel)).Own();
    });

    // log(logger, level, level name, message, exception or None, file, line)
    private nint CreateLog() => Create((arguments, _) =>
    {
        PyBorrowed exception = new(arguments[4]);
        Say(new PyLogRecord(
            PyText.FromPython(new PyBorrowed(arguments[0])),
            PyInt.ToInt32(new PyBorrowed(arguments[1])),
            PyText.FromPython(new PyBorrowed(arguments[2])),
            PyText.FromPython(new PyBorrowed(arguments[3])),
            exception.Pointer == interpreter.None ? null : PyText.FromPython(exception),
            PyText.FromPython(new PyBorrowed(arguments[5])),
            PyInt.ToInt32(new PyBorrowed(arguments[6]))));
        return HostFunction.None;
    });

    // warn(category, message, file, line) → whether anybody takes it.
    private nint CreateWarn() => Create((arguments, _) =>
    {
        if (!UnreadRecords.AreKept && CallOrigin.Current?.Output is null)
        {
            return interpreter.Bool(false).Own();
        }
        Say(new PyWarning(
            PyText.FromPython(new PyBorrowed(arguments[0])),
            PyText.FromPython(new PyBorrowed(arguments[1])),
            PyText.FromPython(new PyBorrowed(arguments[2])),
            PyInt.ToInt32(new PyBorrowed(arguments[3]))));
        return interpreter.Bool(true).Own();
    });

    private static nint Create(HostFunctionBody body) => HostFunction.Create(body).Detach();

    private void Say<T>(T record)
        where T : PyRecord
    {
        using PyOwned task = _running.Get();
        CallOrigin.Give(Speaker.Current(task).Sign(record));
    }
}
