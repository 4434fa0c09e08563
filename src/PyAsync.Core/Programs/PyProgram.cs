using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Threading;
using System.Threading.Tasks;
using PyAsync.Calls;
using PyAsync.Conversion;
using PyAsync.CPython;
using PyAsync.Interpreters;
using PyAsync.Loops;
using PyAsync.Objects;

namespace PyAsync.Programs;

/// <summary>A Python program that runs inside this process, as <c>python file.py</c> would run outside of it. Any thread.</summary>
public sealed class PyProgram
{
    private static int s_count;

    private readonly PyProgramOptions _options;
    private readonly TaskCompletionSource<int> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Action? _cancel;
    private PyThread? _thread;

    private PyProgram(PyProgramOptions options)
    {
        _options = options;
    }

    /// <summary>
    /// Ends with the program, with its exit code: what <c>sys.exit()</c> was given or the entry point returned. It faults
    /// with <see cref="PyException"/> for an exception that nothing caught.
    /// </summary>
    public Task<int> Completion => _completion.Task;

    /// <summary>Starts a program and returns.</summary>
    /// <param name="options">Which program, and how.</param>
    /// <param name="cancellationToken">Ends the waiting for Python's start, where it does not run yet; not the program.</param>
    /// <exception cref="PythonNotUsableException">No usable Python.</exception>
    public static PyProgram Start(PyProgramOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        PyProgram program = new(options);
        if (options.Loop is { } loop)
        {
            program.StartOn(loop);
        }
        else
        {
            program.StartAlone(cancellationToken);
        }
        return program;
    }

    /// <summary>Asks the program to end, as Ctrl+C does: its main task is cancelled, or KeyboardInterrupt is raised. Never waits for it.</summary>
    public void Interrupt()
    {
        _cancel?.Invoke();
        Outside((thread, id) =>
        {
            if (!CallWith("interrupt"u8, id))
            {
                thread.InterruptByKeyboard();
            }
        });
    }

    /// <summary>Raises KeyboardInterrupt in the program's thread at its next instruction, where <see cref="Interrupt"/> did not help: a coroutine that blocks.</summary>
    public void InterruptBlocked() => Outside((thread, id) =>
    {
        CallWith("withdraw"u8, id);
        thread.Interrupt(CApi.Exception("PyExc_KeyboardInterrupt"));
    });

    /// <summary>What the program's thread executes just now, as <c>file:line in function</c>; null where that cannot be told.</summary>
    public string? BlockedAt() => _options.Loop is { } loop ? loop.BlockedAt()
        : _completion.Task.IsCompleted ? null
        : Volatile.Read(ref _thread)?.BlockedAt();

    private void Outside(Action<PyThread, ulong> action)
    {
        PyThread? thread = Volatile.Read(ref _thread);
        _ = thread?.Look<object>((_, id) =>
        {
            // The thread may run something else already.
            if (!_completion.Task.IsCompleted)
            {
                action(thread, id);
            }
            return null;
        });
    }

    private void StartOn(PyEventLoop loop)
    {
        PyArguments arguments = new([_options.Path, ToObjects(_options.Arguments), _options.EntryPoint, _options.WorkingDirectory]);
        PyFunctionTarget target = new(loop, "pyasync._script:run_in_loop");
        // Without a timer or a wait handle it holds nothing that must be freed.
        CancellationTokenSource cancel = new();
        _cancel = cancel.Cancel;
        Task<int> run = new TaskCall<int> { Target = target, Arguments = arguments, Origin = _options.Origin }.PostTo(loop, cancel.Token);
        _ = run.ContinueWith(
            ended =>
            {
                target.Dispose();
                if (ended.IsCanceled)
                {
                    _completion.TrySetCanceled();
                }
                else if (ended.Exception is { } error)
                {
                    _completion.TrySetException(error.InnerExceptions);
                }
                else
                {
                    _completion.TrySetResult(ended.Result);
                }
            },
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private void StartAlone(CancellationToken cancellationToken)
    {
        PythonRuntime runtime = PythonRuntime.Start(_options.Python, _options.Host, cancellationToken);
        // Signal handlers work on Python's main thread only, so a program gets that where it is free.
        PyThread.Start(runtime, $"Python program {Interlocked.Increment(ref s_count)}", wantsMain: true, thread => Body(thread, runtime));
    }

    [SuppressMessage("Design", "CA1031", Justification = "The thread's outermost frame: every failure is the program's outcome.")]
    private void Body(PyThread thread, PythonRuntime runtime)
    {
        Volatile.Write(ref _thread, thread);
        thread.Attach(runtime);
        RunningPrograms running = runtime.Interpreter.Part<RunningPrograms>();
        running.Add(this);
        try
        {
            ProcessVariables.ToPython(runtime.Interpreter);
            using PyOwned context = CallContext.ForThread(runtime.Interpreter, _options.Origin);
            PyErrors.ThrowIfNegative(CApi.PyContext_Enter(context));
            bool wantsLogs = _options.Origin is { LogLevel: < CallOrigin.UsualLogLevel };
            try
            {
                if (wantsLogs)
                {
                    _options.Origin!.WantLogs(runtime.Interpreter);
                }
                int code = Run(runtime.Interpreter);
                // As with any await: once the process is on its way out, whoever waits does not go on.
                if (!ProcessExit.HasBegun)
                {
                    _completion.TrySetResult(code);
                }
            }
            finally
            {
                if (wantsLogs)
                {
                    _options.Origin!.WantLogsNoMore(runtime.Interpreter);
                }
                _ = CApi.PyContext_Exit(context);
            }
        }
        catch (Exception error)
        {
            if (!ProcessExit.HasBegun)
            {
                _completion.TrySetException(error);
            }
        }
        finally
        {
            running.Remove(this);
            thread.Detach();
        }
    }

    private int Run(PyInterpreter interpreter)
    {
        using PyOwned module = CApi.Import("pyasync._script"u8).OrThrow();
        PyConverter converter = interpreter.Converter;
        using PyOwned run = CApi.GetAttribute(module, "run"u8).OrThrow();
        using PyOwned path = PyText.ToPython(_options.Path).OrThrow();
        using PyOwned arguments = converter.ToPython(ToObjects(_options.Arguments), null);
        using PyOwned entryPoint = converter.ToPython(_options.EntryPoint, null);
        using PyOwned directory = converter.ToPython(_options.WorkingDirectory, null);
        using PyOwned factory = converter.ToPython(_options.LoopFactory, null);
        Span<nint> slots = stackalloc nint[7];
        slots[1] = path.Pointer;
        slots[2] = arguments.Pointer;
        slots[3] = entryPoint.Pointer;
        slots[4] = directory.Pointer;
        slots[5] = factory.Pointer;
        slots[6] = interpreter.Bool(_options.DebugMode).Pointer;
        using PyOwned code = CApi.Vectorcall(run, slots, 6).OrThrow();
        return PyInt.ToInt32(code);
    }

    private static bool CallWith(ReadOnlySpan<byte> name, ulong thread)
    {
        using PyOwned module = CApi.Import("pyasync._script"u8).OrThrow();
        using PyOwned function = CApi.GetAttribute(module, name).OrThrow();
        using PyOwned ident = CApi.PyLong_FromUnsignedLongLong(thread).OrThrow();
        using PyOwned result = CApi.Call(function, ident).OrThrow();
        return result.Pointer == PyInterpreter.Current.True;
    }

    private static object?[] ToObjects(IReadOnlyList<string> texts) => [.. texts];
}
