using System;
using System.Collections.Concurrent;
using System.Threading;
using PyAsync.CPython;

namespace PyAsync.Interpreters;

/// <summary>
/// A thread that runs Python, for one interpreter: loops, programs and tests each have one. The first of a process
/// initializes the interpreter and so is Python's main thread (signal handlers and child watchers need it); it waits for
/// the next work when its work has ended. Any thread may call, unless a member says otherwise.
/// </summary>
internal sealed class PyThread
{
    // Python's own default recursion limit fits into 8 MB; callbacks that nest host and Python need more.
    private const int StackSize = 16 * 1024 * 1024;

    // So long a look from outside waits for the GIL.
    private static readonly TimeSpan s_lookLimit = TimeSpan.FromSeconds(1);

    private static readonly ConcurrentDictionary<ulong, PyThread> s_attached = new();

    private readonly BlockingCollection<Action> _work = [];
    private readonly Thread _thread;
    private PythonRuntime? _runtime;
    private nint _state;
    private ulong _id;
    private int _nativeId;
    private int _busy;

    public PyThread(string name)
    {
        // A background thread: leaving the process must not wait for it. PythonRuntime ends it in order.
        _thread = new Thread(Body, StackSize) { IsBackground = true, Name = name };
        WorkName = name;
        _thread.Start();
    }

    /// <summary>What it runs, or ran last, as in "Python loop Default".</summary>
    public string WorkName { get; private set; }

    public bool IsCurrent => Thread.CurrentThread == _thread;

    /// <summary>The number by which Python knows the thread (<c>threading.get_ident()</c>); 0 while it is not attached.</summary>
    public ulong Id => Volatile.Read(ref _id);

    /// <summary>The number by which the system knows the thread; 0 while it is not attached.</summary>
    public int NativeId => Id == 0 ? 0 : _nativeId;

    /// <summary>The attached thread that Python knows by a number; null for a thread that Python code has made.</summary>
    public static PyThread? Find(ulong id) => s_attached.TryGetValue(id, out PyThread? thread) ? thread : null;

    /// <summary>Runs work on Python's main thread where that is wanted and free, else on a new thread that ends with the work. Does not wait.</summary>
    public static PyThread Start(PythonRuntime runtime, string name, bool wantsMain, Action<PyThread> work)
    {
        if (wantsMain && !runtime.IsGuest && runtime.MainThread.SpinReserve())
        {
            PyThread main = runtime.MainThread;
            main.WorkName = name;
            main.Run(() => work(main));
            return main;
        }
        PyThread own = new(name);
        own.TryReserve();
        own.Run(() => work(own));
        own.Finish();
        return own;
    }

    /// <summary>Reserves the thread for one piece of work. False where it has some.</summary>
    public bool TryReserve() => Interlocked.CompareExchange(ref _busy, 1, 0) == 0;

    /// <summary>Gives the thread, which is reserved, its work; the thread is free again when that returns.</summary>
    public void Run(Action work) => _work.Add(work);

    /// <summary>Lets the thread end once it is idle.</summary>
    public void Finish() => _work.CompleteAdding();

    /// <summary>Takes the GIL, with a thread state of this thread's own for the runtime's interpreter. On the thread itself.</summary>
    public void Attach(PythonRuntime runtime)
    {
        _runtime = runtime;
        if (runtime.MainThread == this)
        {
            _ = runtime.Attach();
        }
        else
        {
            _state = CApi.PyThreadState_New(runtime.Interpreter.State);
            CApi.PyEval_RestoreThread(_state);
            runtime.Interpreter.Enter();
        }
        ulong id = CApi.PyThread_get_thread_ident();
        _nativeId = (int)CApi.PyThread_get_thread_native_id();
        s_attached[id] = this;
        Volatile.Write(ref _id, id);
    }

    /// <summary>Gives the GIL and the thread state back. On the thread itself.</summary>
    public void Detach()
    {
        s_attached.TryRemove(_id, out _);
        Volatile.Write(ref _id, 0);
        // An interruption that came too late is not for what this thread runs next.
        _runtime!.Interruptions.Withdraw();
        if (_state == 0)
        {
            _runtime.Detach(0);
            return;
        }
        // Objects of the thread's own go here, whose finalizers may be Python code.
        CApi.PyThreadState_Clear(_state);
        PyInterpreter.Leave();
        CApi.PyThreadState_DeleteCurrent();
        _state = 0;
    }

    /// <summary>
    /// What the thread executes just now, as <c>file:line in function</c>; null where that is nothing, or cannot be told.
    /// Takes the GIL, on another thread than the caller's; where some thread keeps that for a second, it is told without,
    /// and which thread that is, where the system tells.
    /// </summary>
    /// <param name="limit">Another limit than a second.</param>
    public string? BlockedAt(TimeSpan? limit = null)
    {
        if (IsCurrent || Id is not (not 0 and ulong id) || _runtime is not { } runtime)
        {
            return null;
        }
        string? place = !GilTask.IsLate && GilTask.TryRun(runtime, limit ?? s_lookLimit, () => Line(runtime, Id), out string? line) ? line : GilHolder.Describe(id);
        return place is null || runtime.Host is not { } host ? place : host.NamePlaces(place);
    }

    private static string? Line(PythonRuntime runtime, ulong id)
    {
        // With the GIL held the thread stays attached or detached.
        if (id == 0)
        {
            return null;
        }
        using PyOwned ident = CApi.PyLong_FromUnsignedLongLong(id).OrThrow();
        using PyOwned line = CApi.Call(new PyBorrowed(runtime.Interpreter.Half.BlockedLine), ident).OrThrow();
        return line.Pointer == runtime.Interpreter.None ? null : PyText.FromPython(line);
    }

    /// <summary>Raises an exception in the thread at its next instruction. On a thread that holds the GIL.</summary>
    /// <param name="type">The exception's type, which lives as long as the interpreter.</param>
    public void Interrupt(PyBorrowed type)
    {
        if (Id is not 0 and ulong id)
        {
            _runtime!.Interruptions.Raise(id, type);
        }
    }

    /// <summary>Raises KeyboardInterrupt in the thread as Ctrl+C does, which also ends what Python's main thread waits for. On a thread that holds the GIL.</summary>
    public void InterruptByKeyboard()
    {
        if (Id is not 0 and ulong id)
        {
            _runtime!.Interruptions.RaiseKeyboardInterrupt(id);
        }
    }

    /// <summary>
    /// Raises <c>ForcedExit</c> in Python's main thread by a signal, which also ends what it waits for, and C code that looks for
    /// signals; not even the GIL is needed. False for another thread.
    /// </summary>
    public bool TryForceExit() => Id is not 0 and ulong id && _runtime!.Interruptions.TryForceExit(id);

    /// <summary>Does something about the thread with the GIL held, on another thread than the caller's, which waits for it at most a second.</summary>
    /// <param name="look">Gets the runtime and the thread's number. It is not called where the thread is not attached.</param>
    public T? Look<T>(Func<PythonRuntime, ulong, T?> look)
        where T : class
    {
        if (Id == 0 || _runtime is not { } runtime)
        {
            return null;
        }
        // With the GIL held the thread stays attached or detached.
        _ = GilTask.TryRun(runtime, s_lookLimit, () => Id is not 0 and ulong id ? look(runtime, id) : null, out T? seen);
        return seen;
    }

    // The runtime's own start-up reserves the main thread for the moment that it takes to initialize.
    private bool SpinReserve()
    {
        SpinWait spin = default;
        while (!spin.NextSpinWillYield || spin.Count < 30)
        {
            if (TryReserve())
            {
                return true;
            }
            spin.SpinOnce();
        }
        return false;
    }

    private void Body()
    {
        foreach (Action work in _work.GetConsumingEnumerable())
        {
            work();
            Volatile.Write(ref _busy, 0);
        }
    }
}
