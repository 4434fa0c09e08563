using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using PyAsync.Hosting;
using PyAsync.Loops;
using PyAsync.Marshalling;
using PyAsync.Native;

namespace PyAsync;

// The loop's own thread: from making the Python loop to closing it.
public sealed unsafe partial class PyEventLoop
{
    private nint _loop;
    private nint _taskKeywords;
    private nint _emptyContext;
    private nint _callbackKeywords;
    private GCHandle _self;
    private Waker _waker = null!;
    private PythonThread _thread = null!;

    // Ends once the loop runs, or with what kept it from that. Whoever starts the loop waits for it.
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The Python loop object's address; held from start to end. The loop's thread.</summary>
    internal nint LoopObject => _loop;

    /// <summary>The <c>__dict__</c> of the loop's namespace for code, made when first asked for. The loop's thread.</summary>
    internal PyNamespace Namespace { get; private set; } = null!;

    /// <summary>What <c>threading.get_ident()</c> gives on the loop's thread.</summary>
    internal ulong PythonThreadId { get; private set; }

    /// <summary>An error that no await could be told, such as one thrown by a completion. Any thread may subscribe; raised on the loop's.</summary>
    public event EventHandler<UnhandledExceptionEventArgs>? UnhandledError;

    private void StartThread(CancellationToken cancellationToken)
    {
        // The main thread is Python's main thread, so the first loop has it; the next one too once it is free.
        PythonThread main = Runtime.MainThread;
        _thread = main;
        // The runtime's own start-up reserves it for the moment that it takes to initialize.
        if (!(Runtime.IsGuest ? false : SpinReserve(main)))
        {
            _thread = new PythonThread($"Python loop {Name}");
            _thread.TryReserve();
        }
        _thread.Run(Body);
        if (_thread != main)
        {
            _thread.Finish();
        }
        WaitForStart(cancellationToken);
    }

    private void WaitForStart(CancellationToken cancellationToken)
    {
        try
        {
            // The new loop's thread needs the GIL. WhenAny never fails, so this throws only for the token.
            using GilPause pause = GilPause.Begin();
            Task.WhenAny(_started.Task).Wait(cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
        }
        catch (OperationCanceledException)
        {
            // Nobody gets this loop, so it ends as soon as it has started.
            RequestStop(s_unwantedLimit);
            throw;
        }
        _started.Task.GetAwaiter().GetResult();
    }

    private static bool SpinReserve(PythonThread thread)
    {
        SpinWait spin = default;
        while (!spin.NextSpinWillYield || spin.Count < 30)
        {
            if (thread.TryReserve())
            {
                return true;
            }
            spin.SpinOnce();
        }
        return false;
    }

    [SuppressMessage("Design", "CA1031", Justification = "The thread's outermost frame: every failure is handed to who waits for it.")]
    private void Body()
    {
        int attached = Runtime.Attach();
        s_current = this;
        ThreadId = Environment.CurrentManagedThreadId;
        Exception? failure = null;
        try
        {
            try
            {
                Open();
            }
            catch (Exception error)
            {
                failure = error;
            }
            if (failure is null && TryMove(PyEventLoopState.Starting, PyEventLoopState.Running))
            {
                _started.TrySetResult();
                RunUntilStopped();
            }
            else if (State is not PyEventLoopState.Starting)
            {
                // A stop came first, or this thread was given up. The loop ends in order, as the factory may have made tasks.
                if (failure is null)
                {
                    StopAtOnce();
                }
                failure = LoopStoppedException.WhileStarting(Name, failure);
            }
            Close();
        }
        finally
        {
            s_current = null;
            Runtime.Detach(attached);
            End(failure);
        }
    }

    // The loop is there no more. Whoever still waits for its start learns why; that is nobody where it has run.
    private void End(Exception? failure)
    {
        LoopRegistry.Remove(this);
        _ = Interlocked.Exchange(ref _state, (int)PyEventLoopState.Stopped);
        HandOverReleases();
        _ended.Set();
        if (failure is not null)
        {
            _ = _started.TrySetException(failure);
            // Seen by whoever started the loop, if that still waits.
            _ = _started.Task.Exception;
        }
    }

    // A state is left only for a later one, by whoever is first.
    private bool TryMove(PyEventLoopState from, PyEventLoopState to) =>
        Interlocked.CompareExchange(ref _state, (int)to, (int)from) == (int)from;

    private void Open()
    {
        PyInterpreter interpreter = Interpreter;
        AddModulePath();
        ProcessVariables.ToPython(interpreter);
        using PyOwned factory = _options.LoopFactory is null ? interpreter.NoneRef.Own() : PyText.ToPython(_options.LoopFactory).OrThrow();
        // First, as whoever stops a loop that is starting looks where its thread is, and may have to interrupt it.
        ReadThreadId();
        _loop = CPython.Call(new PyBorrowed(interpreter.Half.NewLoop), factory).OrThrow().Detach();
        PyBorrowed loop = new(_loop);
        using (PyOwned type = CPython.PyObject_Type(loop))
        {
            Implementation = $"{PyText.AttributeText(type, "__module__"u8)}.{PyText.AttributeText(type, "__qualname__"u8)}";
        }
        if (_options.DebugMode)
        {
            using PyOwned name = CPython.Intern("set_debug"u8).OrThrow();
            CPython.CallMethod(loop, name, interpreter.Bool(true)).OrThrow().Dispose();
        }
        _emptyContext = CPython.PyContext_New().OrThrow().Detach();
        _taskKeywords = Keywords(CPython.Version >= new Version(3, 12) ? ["loop", "eager_start"] : ["loop"]);
        _callbackKeywords = Keywords(["context"]);
        _done = s_done.Bind(default(PyBorrowed)).OrThrow().Detach();
        Namespace = new PyNamespace(this, _options.ForgetNames);
        interpreter.DrainOrphans();
        _self = GCHandle.Alloc(this);
        OpenWaker(loop);
        OpenReady();
        OpenEagerStart();
    }

    private void ReadThreadId()
    {
        using PyOwned threading = CPython.Import("threading"u8).OrThrow();
        using PyOwned function = CPython.GetAttribute(threading, "get_ident"u8).OrThrow();
        using PyOwned ident = CPython.Call(function).OrThrow();
        int overflow;
        PythonThreadId = (ulong)CPython.PyLong_AsLongLongAndOverflow(ident, &overflow);
    }

    private void OpenWaker(PyBorrowed loop)
    {
        using PyOwned drain = s_drain.Bind(_self).OrThrow();
        if (!OperatingSystem.IsWindows() && !_options.ForceThreadsafeWaker)
        {
            DescriptorWaker waker = new();
            try
            {
                using PyOwned descriptor = CPython.PyLong_FromLongLong(waker.Descriptor).OrThrow();
                using PyOwned attached = CPython.Call(new PyBorrowed(Interpreter.Half.Attach), loop, descriptor, drain).OrThrow();
                if (attached.Pointer == Interpreter.True)
                {
                    _waker = waker;
                }
            }
            finally
            {
                if (_waker != waker)
                {
                    waker.Dispose();
                }
            }
            if (_waker == waker)
            {
                return;
            }
        }
        _waker = new ThreadsafeWaker(Runtime, loop, drain);
    }

    private void AddModulePath()
    {
        if (_options.ModulePath.Count == 0)
        {
            return;
        }
        using PyOwned sys = CPython.Import("sys"u8).OrThrow();
        using PyOwned path = CPython.GetAttribute(sys, "path"u8).OrThrow();
        using PyOwned insert = CPython.GetAttribute(path, "insert"u8).OrThrow();
        for (int i = _options.ModulePath.Count - 1; i >= 0; i--)
        {
            using PyOwned index = CPython.PyLong_FromLongLong(0).OrThrow();
            using PyOwned folder = PyText.ToPython(_options.ModulePath[i]).OrThrow();
            CPython.Call(insert, index, folder).OrThrow().Dispose();
        }
    }

    private static nint Keywords(ReadOnlySpan<string> names)
    {
        PyOwned tuple = CPython.PyTuple_New(names.Length).OrThrow();
        for (int i = 0; i < names.Length; i++)
        {
            PyErrors.ThrowIfNegative(CPython.PyTuple_SetItem(tuple, i, PyText.ToPython(names[i]).OrThrow().Steal()));
        }
        return tuple.Detach();
    }

    [SuppressMessage("Design", "CA1031", Justification = "A loop that fails must still be closed; its awaits learn of it.")]
    private void RunUntilStopped()
    {
        try
        {
            CPython.Call(new PyBorrowed(Interpreter.Half.Run), new PyBorrowed(_loop)).OrThrow().Dispose();
        }
        catch (Exception error)
        {
            ReportUnhandled(error);
        }
    }

    // Runs the loop just to stop it.
    [SuppressMessage("Design", "CA1031", Justification = "A loop that fails must still be closed.")]
    private void StopAtOnce()
    {
        try
        {
            new StopWork(_stopTimeout).Execute(this);
        }
        catch (Exception error)
        {
            ReportUnhandled(error);
            return;
        }
        RunUntilStopped();
    }

    /// <summary>Ends everything that is left, on the loop's thread with the GIL, after the Python loop has stopped.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "Each step is taken even where one before it failed.")]
    private void Close()
    {
        // A loop that was given up stays Stopped.
        _ = TryMove(PyEventLoopState.Starting, PyEventLoopState.Stopping) || TryMove(PyEventLoopState.Running, PyEventLoopState.Stopping);
        LoopStoppedException reason = new(Name);
        for (LoopWork? work = _queue.Close(); work is not null;)
        {
            LoopWork? next = work.Next;
            work.Next = null;
            AbandonQuietly(work, reason);
            work = next;
        }
        AbandonRest(reason);
        AbandonCalls(reason);
        try
        {
            DrainReleases();
            Namespace?.Dispose();
            if (_loop != 0)
            {
                CPython.Call(new PyBorrowed(Interpreter.Half.Close), new PyBorrowed(_loop)).OrThrow().Dispose();
            }
        }
        catch (Exception error)
        {
            ReportUnhandled(error);
        }
        _waker?.Dispose();
        ReleaseCalls();
        Release(ref _taskKeywords);
        Release(ref _callbackKeywords);
        Release(ref _emptyContext);
        CloseEagerStart();
        Release(ref _ready);
        Release(ref _loop);
        if (_self.IsAllocated)
        {
            _self.Free();
        }
    }

    private static void Release(ref nint reference)
    {
        // Zero first: what is released may run Python code, and with it another thread that looks here.
        new PyOwned(Interlocked.Exchange(ref reference, 0)).Dispose();
    }

    [SuppressMessage("Design", "CA1031", Justification = "The loop goes on whatever a handler does.")]
    internal void ReportUnhandled(Exception error)
    {
        if (UnhandledError is { } handlers)
        {
            try
            {
                handlers(this, new UnhandledExceptionEventArgs(error, isTerminating: false));
                return;
            }
            catch (Exception own)
            {
                Console.Error.WriteLine($"PyAsync: a handler of the loop '{Name}' for unhandled errors failed: {own}");
            }
        }
        Console.Error.WriteLine($"PyAsync: an error on the loop '{Name}' that no await could be told: {error}");
    }

    /// <summary>Cancels, and reports what the token's listeners throw. Any thread, though not the loop's own: what they do must not hold it.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "A listener's exception would end the process on a thread of the pool.")]
    internal void CancelQuietly(CancellationTokenSource source)
    {
        try
        {
            source.Cancel();
        }
        catch (Exception error)
        {
            ReportUnhandled(error);
        }
    }
}
