using PyAsync.Calls;
using PyAsync.Interpreters;

[assembly: InterpreterPart(typeof(CallFunctions), 50)]

namespace PyAsync.Calls;

/// <summary>The functions of the Python half that calls and their contexts call.</summary>
/// <param name="interpreter">The interpreter whose functions they are.</param>
internal sealed class CallFunctions(PyInterpreter interpreter) : IInterpreterPart
{
    /// <summary>Whose functions they are.</summary>
    public PyInterpreter Interpreter => interpreter;

    /// <summary><c>as_future(awaitable, loop) → future</c>: a task or future of that loop.</summary>
    public nint AsFuture { get; private set; }

    /// <summary><c>check_unawaited(coroutine)</c>: raises where it was awaited already.</summary>
    public nint CheckUnawaited { get; private set; }

    /// <summary><c>resolve(module, qualname, namespace) → object</c>.</summary>
    public nint Resolve { get; private set; }

    /// <summary><c>compile_code(source, inputs, awaits) → (code, gives a value, awaits its value, places, helper, file)</c>.</summary>
    public nint CompileCode { get; private set; }

    /// <summary><c>Scope(code, cells, namespace)</c>: the locals of one call of code.</summary>
    public nint Scope { get; private set; }

    /// <summary><c>load_file(path, entry_point) → function</c>.</summary>
    public nint LoadFile { get; private set; }

    /// <summary><c>run_in(context, coroutine, origin)</c>: a coroutine that runs another one's every step in a context.</summary>
    public nint RunIn { get; private set; }

    /// <summary>The context variable that names who started an await: a capsule, or None.</summary>
    public nint Origin { get; private set; }

    /// <summary>The context variable <c>pyasync.traceparent</c>.</summary>
    public nint TraceParent { get; private set; }

    /// <summary><c>pump(source, push)</c>: a coroutine that gives every item of an async iterable to push.</summary>
    public nint Pump { get; private set; }

    /// <summary><c>asyncio.sleep</c>.</summary>
    public nint Sleep { get; private set; }

    /// <summary><c>lower(level)</c>: log records are wanted from this level on.</summary>
    public nint LowerLogs { get; private set; }

    /// <summary><c>raise_again(level)</c>: one who wanted them has ended.</summary>
    public nint RaiseLogs { get; private set; }

    /// <summary><c>running_task(loop) → (task or None, its origin or None)</c>.</summary>
    public nint RunningTask { get; private set; }

    public void Open()
    {
        RunningTask = PythonModule.Get("pyasync._awaits"u8, "running_task"u8);
        LowerLogs = PythonModule.Get("pyasync._logs"u8, "lower"u8);
        RaiseLogs = PythonModule.Get("pyasync._logs"u8, "raise_again"u8);
        RunIn = PythonModule.Get("pyasync._awaits"u8, "run_in"u8);
        Origin = PythonModule.Get("pyasync._awaits"u8, "origin"u8);
        TraceParent = PythonModule.Get("pyasync"u8, "traceparent"u8);
        Pump = PythonModule.Get("pyasync._streams"u8, "pump"u8);
        Sleep = PythonModule.Get("asyncio"u8, "sleep"u8);
        AsFuture = PythonModule.Get("pyasync._awaits"u8, "as_future"u8);
        CheckUnawaited = PythonModule.Get("pyasync._awaits"u8, "check_unawaited"u8);
        Resolve = PythonModule.Get("pyasync._targets"u8, "resolve"u8);
        CompileCode = PythonModule.Get("pyasync._code"u8, "compile_code"u8);
        Scope = PythonModule.Get("pyasync._scope"u8, "Scope"u8);
        LoadFile = PythonModule.Get("pyasync._targets"u8, "load_file"u8);
    }
}

/// <summary>Finds them.</summary>
internal static class CallFunctionsExtensions
{
    extension(PyInterpreter interpreter)
    {
        /// <summary>The functions of the Python half that the room of the calls calls.</summary>
        internal CallFunctions CallFunctions => interpreter.Part<CallFunctions>();
    }
}
