using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Threading;
using PyAsync.CPython;
using PyAsync.Interpreters;

namespace PyAsync.Loops;

// What a loop has of Python: made before it runs, let go of after it. The loop's thread, with the GIL.
public sealed partial class PyEventLoop
{
    private nint _loop;
    private nint _taskKeywords;
    private nint _emptyContext;
    private nint _callbackKeywords;
    private GCHandle _self;
    private Waker _waker = null!;

    /// <summary>The Python loop object's address; held from start to end. The loop's thread.</summary>
    internal nint LoopObject => _loop;

    /// <summary>The <c>__dict__</c> of the loop's namespace for code, made when first asked for. The loop's thread.</summary>
    internal PyNamespace Namespace { get; private set; } = null!;

    /// <summary>What <c>threading.get_ident()</c> gives on the loop's thread.</summary>
    internal ulong PythonThreadId { get; private set; }

    private void Open()
    {
        PyInterpreter interpreter = Interpreter;
        AddModulePath();
        ProcessVariables.ToPython(interpreter);
        using PyOwned factory = _options.LoopFactory is null ? interpreter.NoneRef.Own() : PyText.ToPython(_options.LoopFactory).OrThrow();
        // First, as whoever stops a loop that is starting looks where its thread is, and may have to interrupt it.
        ReadThreadId();
        _loop = CApi.Call(new PyBorrowed(interpreter.Half.NewLoop), factory).OrThrow().Detach();
        PyBorrowed loop = new(_loop);
        using (PyOwned type = CApi.PyObject_Type(loop))
        {
            Implementation = $"{PyText.AttributeText(type, "__module__"u8)}.{PyText.AttributeText(type, "__qualname__"u8)}";
        }
        if (_options.DebugMode)
        {
            using PyOwned name = CApi.Intern("set_debug"u8).OrThrow();
            CApi.CallMethod(loop, name, interpreter.Bool(true)).OrThrow().Dispose();
        }
        _isDebug = ReadDebug(loop);
        _emptyContext = CApi.PyContext_New().OrThrow().Detach();
        _taskKeywords = Keywords(CApi.Version >= new Version(3, 12) ? ["loop", "eager_start"] : ["loop"]);
        _callbackKeywords = Keywords(["context"]);
        _done = s_done.Bind(default(PyBorrowed)).OrThrow().Detach();
        Namespace = new PyNamespace(this, _options.ForgetNames);
        interpreter.DrainOrphans();
        _self = GCHandle.Alloc(this);
        OpenWaker(loop);
        OpenReady();
        OpenEagerStart();
    }

    // By the option, by PYTHONASYNCIODEBUG or by Python's development mode.
    private bool ReadDebug(PyBorrowed loop)
    {
        using PyOwned name = CApi.Intern("get_debug"u8).OrThrow();
        using PyOwned debug = CApi.CallMethod(loop, name).OrThrow();
        return debug.Pointer == Interpreter.True;
    }

    private void ReadThreadId()
    {
        using PyOwned threading = CApi.Import("threading"u8).OrThrow();
        using PyOwned function = CApi.GetAttribute(threading, "get_ident"u8).OrThrow();
        using PyOwned ident = CApi.Call(function).OrThrow();
        PythonThreadId = (ulong)CApi.PyLong_AsLongLongAndOverflow(ident, out _);
    }

    private void OpenWaker(PyBorrowed loop)
    {
        using PyOwned self = CApi.PyLong_FromVoidPtr(GCHandle.ToIntPtr(_self)).OrThrow();
        using PyOwned bare = s_drain.Bind(self).OrThrow();
        using PyOwned drain = _isDebug ? Describe(bare, self) : bare.Borrow().Own();
        bool mayUseDescriptor = !OperatingSystem.IsWindows() && !_options.ForceThreadsafeWaker;
        if (!mayUseDescriptor || !TryOpenDescriptorWaker(loop, drain))
        {
            _waker = new ThreadsafeWaker(Runtime, loop, drain);
        }
        using PyOwned wake = s_wake.Bind(self).OrThrow();
        CApi.Call(new PyBorrowed(Interpreter.Half.TellNestedRuns), loop, wake).OrThrow().Dispose();
    }

    // asyncio's debug mode names the callback that was slow: it is to name what ran in it.
    private PyOwned Describe(PyBorrowed drain, PyBorrowed self)
    {
        using PyOwned describe = s_slowest.Bind(self).OrThrow();
        return CApi.Call(new PyBorrowed(Interpreter.Half.DescribedCallback), drain, describe).OrThrow();
    }

    // Not every loop can watch a descriptor.
    private bool TryOpenDescriptorWaker(PyBorrowed loop, PyBorrowed drain)
    {
        DescriptorWaker waker = new();
        bool isAttached = false;
        try
        {
            using PyOwned descriptor = CApi.PyLong_FromLongLong(waker.Descriptor).OrThrow();
            using PyOwned attached = CApi.Call(new PyBorrowed(Interpreter.Half.Attach), loop, descriptor, drain).OrThrow();
            isAttached = attached.Pointer == Interpreter.True;
        }
        finally
        {
            if (!isAttached)
            {
                waker.Dispose();
            }
        }
        if (isAttached)
        {
            _waker = waker;
        }
        return isAttached;
    }

    private void AddModulePath()
    {
        if (_options.ModulePath.Count == 0)
        {
            return;
        }
        using PyOwned sys = CApi.Import("sys"u8).OrThrow();
        using PyOwned path = CApi.GetAttribute(sys, "path"u8).OrThrow();
        using PyOwned insert = CApi.GetAttribute(path, "insert"u8).OrThrow();
        for (int i = _options.ModulePath.Count - 1; i >= 0; i--)
        {
            using PyOwned index = CApi.PyLong_FromLongLong(0).OrThrow();
            using PyOwned folder = PyText.ToPython(_options.ModulePath[i]).OrThrow();
            CApi.Call(insert, index, folder).OrThrow().Dispose();
        }
    }

    private static nint Keywords(ReadOnlySpan<string> names)
    {
        PyOwned tuple = CApi.PyTuple_New(names.Length).OrThrow();
        for (int i = 0; i < names.Length; i++)
        {
            PyErrors.ThrowIfNegative(CApi.PyTuple_SetItem(tuple, i, PyText.ToPython(names[i]).OrThrow().Steal()));
        }
        return tuple.Detach();
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
            LoopWork? next = work.NextWork;
            work.NextWork = null;
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
                CApi.Call(new PyBorrowed(Interpreter.Half.Close), new PyBorrowed(_loop)).OrThrow().Dispose();
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
}
