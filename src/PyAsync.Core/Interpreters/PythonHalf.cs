using System;
using System.IO;
using System.Reflection;
using PyAsync.Calls;
using PyAsync.CPython;

namespace PyAsync.Interpreters;

/// <summary>
/// The Python half of PyAsync: the package <c>pyasync</c>, which travels inside this assembly, and the functions of it
/// that the bridge calls. They are held for as long as the interpreter lives.
/// </summary>
internal sealed class PythonHalf
{
    private const string Prefix = "pyasync/";

    // Of pyasync._values, which only values of unusual types need: imported with the first of them, not at the start.
    private nint _classify;
    private nint _modelItems;
    private nint _numpyScalar;
    private nint _numpyItems;
    private nint _seriesValues;
    private nint _frameColumns;

    /// <summary>The class of tasks: <c>asyncio.Task</c>.</summary>
    public nint Task { get; private init; }

    /// <summary><c>new_loop(factory) → loop</c>.</summary>
    public nint NewLoop { get; private init; }

    /// <summary><c>set_variables(changes)</c>: the environment's variables; None takes one away.</summary>
    public nint SetVariables { get; private init; }

    /// <summary><c>run(loop)</c>: runs it until it is stopped.</summary>
    public nint Run { get; private init; }

    /// <summary><c>stop(loop, timeout, done)</c>: cancels, waits, closes generators and executor, stops.</summary>
    public nint Stop { get; private init; }

    /// <summary><c>close(loop)</c>.</summary>
    public nint Close { get; private init; }

    /// <summary><c>attach(loop, fd, drain)</c>: calls drain whenever fd is readable.</summary>
    public nint Attach { get; private init; }

    /// <summary><c>resolve(module, qualname, namespace) → object</c>.</summary>
    public nint Resolve { get; private init; }

    /// <summary><c>compile_code(source, inputs, awaits) → (code, gives a value, awaits its value, places, helper, file)</c>.</summary>
    public nint CompileCode { get; private init; }

    /// <summary><c>Scope(code, cells, namespace)</c>: the locals of one call of code.</summary>
    public nint Scope { get; private init; }

    /// <summary><c>tell_nested_runs(loop, wake)</c>: calls wake() when the loop begins to run inside one of its callbacks.</summary>
    public nint TellNestedRuns { get; private init; }

    /// <summary><c>DescribedCallback(call, describe)</c>: a callback that asyncio's debug mode names by describe().</summary>
    public nint DescribedCallback { get; private init; }

    /// <summary><c>load_file(path, entry_point) → function</c>.</summary>
    public nint LoadFile { get; private init; }

    /// <summary><c>as_future(awaitable, loop) → future</c>: a task or future of that loop.</summary>
    public nint AsFuture { get; private init; }

    /// <summary><c>measure_lag(loop, done)</c>: calls done(seconds) with how late a timer fired.</summary>
    public nint MeasureLag { get; private init; }

    /// <summary><c>at_exit()</c>: ends threads and runs the atexit functions.</summary>
    public nint AtExit { get; private init; }

    /// <summary><c>blocked_line(thread_id) → str or None</c>: what a thread is executing just now.</summary>
    public nint BlockedLine { get; private init; }

    /// <summary><c>notice()</c>: lets this thread notice what was raised in it from outside.</summary>
    public nint Notice { get; private init; }

    /// <summary><c>pump(source, push)</c>: a coroutine that gives every item of an async iterable to push.</summary>
    public nint PumpStream { get; private init; }

    /// <summary><c>host_stream(pull, close)</c>: an async generator over what the host has.</summary>
    public nint HostStream { get; private init; }

    /// <summary><c>asyncio.sleep</c>.</summary>
    public nint Sleep { get; private init; }

    /// <summary><c>run_in(context, coroutine, origin)</c>: a coroutine that runs another one's every step in a context.</summary>
    public nint RunIn { get; private init; }

    /// <summary>The context variable that names who started an await: a capsule, or None.</summary>
    public nint Origin { get; private init; }

    /// <summary>The context variable <c>pyasync.traceparent</c>.</summary>
    public nint TraceParent { get; private init; }

    /// <summary><c>check_unawaited(coroutine)</c>: raises where it was awaited already.</summary>
    public nint CheckUnawaited { get; private init; }

    /// <summary>The SystemExit that a stop by force raises.</summary>
    public nint ForcedExit { get; private init; }

    /// <summary><c>foreign_loop(value, loop) → another loop that the value is bound to, or None</c>.</summary>
    public nint ForeignLoop { get; private init; }

    /// <summary><c>classify(cls) → (kind, extra, name, names of the bases)</c>.</summary>
    public nint Classify => Value(ref _classify, "classify"u8);

    /// <summary><c>model_items(model) → dict</c>.</summary>
    public nint ModelItems => Value(ref _modelItems, "model_items"u8);

    /// <summary><c>numpy_scalar(value) → value</c>.</summary>
    public nint NumpyScalar => Value(ref _numpyScalar, "numpy_scalar"u8);

    /// <summary><c>numpy_items(array) → list or None</c>.</summary>
    public nint NumpyItems => Value(ref _numpyItems, "numpy_items"u8);

    /// <summary><c>series_values(series) → array or list</c>.</summary>
    public nint SeriesValues => Value(ref _seriesValues, "series_values"u8);

    /// <summary><c>frame_columns(frame) → (names, columns)</c>.</summary>
    public nint FrameColumns => Value(ref _frameColumns, "frame_columns"u8);

    private PythonHalf()
    {
    }

    /// <summary>Makes the package importable, imports it and binds what the bridge calls.</summary>
    public static PythonHalf Load(PyInterpreter interpreter)
    {
        Assembly assembly = typeof(PythonHalf).Assembly;
        using PyOwned sources = CApi.PyDict_New().OrThrow();
        string bootstrap = "";
        foreach (string resource in assembly.GetManifestResourceNames())
        {
            if (!resource.StartsWith(Prefix, StringComparison.Ordinal))
            {
                continue;
            }
            string text = Read(assembly, resource);
            string file = resource[Prefix.Length..].Replace('\\', '/');
            if (file == "_bootstrap.py")
            {
                bootstrap = text;
                continue;
            }
            using PyOwned name = PyText.ToPython(file).OrThrow();
            using PyOwned source = PyText.ToPython(text).OrThrow();
            PyErrors.ThrowIfNegative(CApi.PyDict_SetItem(sources, name, source));
        }
        RunBootstrap(bootstrap, sources);
        using PyOwned errors = CApi.Import("pyasync._errors"u8).OrThrow();
        using PyOwned package = CApi.Import("pyasync"u8).OrThrow();
        using PyOwned describe = CApi.GetAttribute(errors, "describe"u8).OrThrow();
        using PyOwned hostError = CApi.GetAttribute(package, "HostError"u8).OrThrow();
        interpreter.Exceptions.Bind(describe, hostError);

        using PyOwned output = CApi.Import("pyasync._output"u8).OrThrow();
        using PyOwned install = CApi.GetAttribute(output, "install"u8).OrThrow();
        using PyOwned sender = PyWarning.CreateSender();
        using PyOwned writeLine = PyOutput.CreateSender();
        CApi.Call(install, sender, writeLine).OrThrow().Dispose();

        using PyOwned runtime = CApi.Import("pyasync._runtime"u8).OrThrow();
        using PyOwned awaits = CApi.Import("pyasync._awaits"u8).OrThrow();
        using PyOwned loops = CApi.Import("pyasync._loops"u8).OrThrow();
        using PyOwned ending = CApi.Import("pyasync._ending"u8).OrThrow();
        using PyOwned code = CApi.Import("pyasync._code"u8).OrThrow();
        using PyOwned scope = CApi.Import("pyasync._scope"u8).OrThrow();
        using PyOwned targets = CApi.Import("pyasync._targets"u8).OrThrow();
        using PyOwned streams = CApi.Import("pyasync._streams"u8).OrThrow();
        using PyOwned asyncio = CApi.Import("asyncio"u8).OrThrow();
        return new PythonHalf
        {
            PumpStream = Get(streams, "pump"u8),
            HostStream = Get(streams, "host_stream"u8),
            Sleep = Get(asyncio, "sleep"u8),
            RunIn = Get(awaits, "run_in"u8),
            Origin = Get(awaits, "origin"u8),
            TraceParent = Get(package, "traceparent"u8),
            CheckUnawaited = Get(awaits, "check_unawaited"u8),
            ForcedExit = Get(loops, "ForcedExit"u8),
            ForeignLoop = Get(awaits, "foreign_loop"u8),
            Task = Get(awaits, "Task"u8),
            NewLoop = Get(loops, "new_loop"u8),
            SetVariables = Get(runtime, "set_variables"u8),
            Run = Get(loops, "run"u8),
            Stop = Get(ending, "stop"u8),
            Close = Get(ending, "close"u8),
            Attach = Get(loops, "attach"u8),
            AsFuture = Get(awaits, "as_future"u8),
            MeasureLag = Get(loops, "measure_lag"u8),
            AtExit = Get(runtime, "at_exit"u8),
            BlockedLine = Get(loops, "blocked_line"u8),
            Notice = Get(runtime, "notice"u8),
            Resolve = Get(targets, "resolve"u8),
            CompileCode = Get(code, "compile_code"u8),
            Scope = Get(scope, "Scope"u8),
            TellNestedRuns = Get(loops, "tell_nested_runs"u8),
            DescribedCallback = Get(loops, "DescribedCallback"u8),
            LoadFile = Get(targets, "load_file"u8),
        };
    }

    private static nint Value(ref nint function, ReadOnlySpan<byte> name)
    {
        if (function == 0)
        {
            using PyOwned values = CApi.Import("pyasync._values"u8).OrThrow();
            function = Get(values, name);
        }
        return function;
    }

    private static nint Get(PyBorrowed module, ReadOnlySpan<byte> name) => CApi.GetAttribute(module, name).OrThrow().Detach();

    private static void RunBootstrap(string source, PyBorrowed sources)
    {
        using PyOwned builtins = CApi.Import("builtins"u8).OrThrow();
        using PyOwned exec = CApi.GetAttribute(builtins, "exec"u8).OrThrow();
        using PyOwned globals = CApi.PyDict_New().OrThrow();
        using PyOwned text = PyText.ToPython(source).OrThrow();
        PyErrors.ThrowIfNegative(CApi.PyDict_SetItemString(globals, "__builtins__"u8, builtins));
        PyErrors.ThrowIfNegative(CApi.PyDict_SetItemString(globals, "sources"u8, sources));
        CApi.Call(exec, text, globals).OrThrow().Dispose();
    }

    private static string Read(Assembly assembly, string resource)
    {
        using Stream stream = assembly.GetManifestResourceStream(resource)!;
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
