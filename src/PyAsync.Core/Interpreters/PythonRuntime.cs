using System;
using System.Collections.Generic;
using System.Threading;
using PyAsync.CPython;
using PyAsync.Environments;

namespace PyAsync.Interpreters;

/// <summary>
/// The interpreter of this process: started once, on its own thread, and left in order when the process exits. Any
/// thread may call.
/// </summary>
internal sealed class PythonRuntime
{
    private static PythonRuntime? s_current;

    private nint _mainState;
    private IPythonHost? _host;

    private PythonRuntime(PyThread main, IPythonHost? host)
    {
        MainThread = main;
        _host = host;
        Interruptions = new Interruptions(this);
    }

    /// <summary>The runtime, once it was started.</summary>
    public static PythonRuntime? Current => Volatile.Read(ref s_current);

    /// <summary>Python's main thread.</summary>
    public PyThread MainThread { get; }

    public PyInterpreter Interpreter { get; private set; } = null!;

    public PythonInstallation Installation => Interpreter.Installation;

    /// <summary>What raises exceptions in threads from outside.</summary>
    public Interruptions Interruptions { get; }

    /// <summary>The program that Python runs in; null where none was handed over, as yet. Any thread.</summary>
    public IPythonHost? Host
    {
        get => Volatile.Read(ref _host);
        set => Volatile.Write(ref _host, value);
    }

    /// <summary>Whether something else (pythonnet, an embedding host) had initialized Python before.</summary>
    public bool IsGuest { get; private set; }

    /// <summary>Starts Python, or gives the one that runs.</summary>
    /// <param name="wanted">What <see cref="PythonLocator.Find(string?, CancellationToken)"/> takes; null takes whichever runs.</param>
    /// <param name="host">The program that Python runs in; null where it does nothing for Python.</param>
    /// <param name="cancellationToken">Ends the search, or the waiting for an interpreter that is starting.</param>
    /// <exception cref="PythonNotUsableException">No usable Python, or another one runs already.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static PythonRuntime Start(string? wanted, IPythonHost? host, CancellationToken cancellationToken = default) =>
        RuntimeStart.Run(wanted, host, new ProbeLimit(ProbeLimit.Usual, cancellationToken));

    /// <summary>Loads the library and initializes the interpreter, or joins the one that something else has started. The thread becomes Python's main thread.</summary>
    internal static PythonRuntime Open(PyThread main, PythonInstallation installation, IPythonHost? host)
    {
        CApi.Load(PythonLibrary.FindLoaded() ?? PythonLibrary.Load(installation.Library));
        PythonRuntime runtime = new(main, host);
        runtime.Initialize(installation);
        AppDomain.CurrentDomain.ProcessExit += static (_, _) => ProcessExit.Leave();
        Volatile.Write(ref s_current, runtime);
        return runtime;
    }

    /// <summary>Refuses who wants a Python and would get this one instead.</summary>
    /// <exception cref="PythonNotUsableException">It is another, or not usable.</exception>
    /// <exception cref="OperationCanceledException">The limit's token was cancelled.</exception>
    internal void RefuseAnother(string? wanted, ProbeLimit limit)
    {
        if (string.IsNullOrWhiteSpace(wanted) || (PythonLocator.IsVersion(wanted) && PythonLocator.Matches(Installation.Version, wanted)))
        {
            return;
        }
        using GilPause pause = GilPause.Begin();
        PythonInstallation other = PythonLocator.Find(wanted, limit);
        if (!other.IsSameAs(Installation))
        {
            throw new PythonNotUsableException(PythonProblem.AnotherIsRunning,
                $"This process already runs {Installation}, so {other} cannot be started in it: one process has one Python. Run the other in a process of its own.", wanted)
            {
                Facts = new Dictionary<string, object?> { ["Wanted"] = wanted },
            };
        }
    }

    private void Initialize(PythonInstallation installation)
    {
        if (CApi.Py_IsInitialized() != 0)
        {
            IsGuest = true;
            int state = CApi.PyGILState_Ensure();
            try
            {
                Interpreter = PyInterpreter.Open(installation);
            }
            finally
            {
                PyInterpreter.Leave();
                CApi.PyGILState_Release(state);
            }
            return;
        }
        ProcessVariables.ToProcess();
        if (!OperatingSystem.IsWindows())
        {
            ProcessSignals.Claim(ProcessExit.Leave);
        }
        PythonStarter.Start(installation);
        try
        {
            Interpreter = PyInterpreter.Open(installation);
            if (!OperatingSystem.IsWindows())
            {
                ProcessSignals.Open();
                ProcessForks.Open();
                ThreadDump.Open();
            }
        }
        finally
        {
            PyInterpreter.Leave();
            _mainState = CApi.PyEval_SaveThread();
        }
    }

    /// <summary>Takes the GIL on the calling thread, which is one of Python's; <see cref="Detach"/> gives it back.</summary>
    public int Attach()
    {
        int state = 0;
        if (MainThread.IsCurrent && !IsGuest)
        {
            CApi.PyEval_RestoreThread(_mainState);
            Interpreter.Enter();
            Interruptions.Withdraw();
        }
        else
        {
            // A thread state of its own, which no earlier interruption was for.
            state = CApi.PyGILState_Ensure();
            Interpreter.Enter();
        }
        return state;
    }

    /// <summary>Gives the GIL back.</summary>
    public void Detach(int state)
    {
        PyInterpreter.Leave();
        if (MainThread.IsCurrent && !IsGuest)
        {
            _mainState = CApi.PyEval_SaveThread();
        }
        else
        {
            CApi.PyGILState_Release(state);
        }
    }
}
