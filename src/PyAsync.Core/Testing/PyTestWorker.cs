using System;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Threading;
using PyAsync.Calls;
using PyAsync.CPython;
using PyAsync.Interpreters;

namespace PyAsync.Testing;

/// <summary>
/// A thread that runs tests one after another. A test whose time is up is interrupted by its loop, then by an exception
/// in its thread; if neither helps, it is reported and the thread is left to it.
/// </summary>
internal sealed class PyTestWorker : IDisposable
{
    // Between the steps of ending a test that takes too long.
    private static readonly TimeSpan s_step = TimeSpan.FromSeconds(1);

    private readonly PythonRuntime _runtime;
    private readonly PyTestOptions _options;
    private readonly ConcurrentQueue<PyTest> _tests;
    private readonly Action<PyTestResult> _report;
    private readonly Action<PyTestWorker> _ended;
    private readonly object _gate = new();
    private readonly Timer _timer;
    private PyTest? _current;
    private PyThread _thread = null!;
    private int _step;
    private long _startTick;
    private string _reason = "";

    public PyTestWorker(PythonRuntime runtime, PyTestOptions options, ConcurrentQueue<PyTest> tests, Action<PyTestResult> report, Action<PyTestWorker> ended)
    {
        _runtime = runtime;
        _options = options;
        _tests = tests;
        _report = report;
        _ended = ended;
        _timer = new Timer(static worker => ((PyTestWorker)worker!).TimeUp(), this, Timeout.Infinite, Timeout.Infinite);
    }

    /// <summary>Whether a test never ended, so that another worker must go on.</summary>
    public bool IsLost { get; private set; }

    /// <summary>Works off the queue. The thread's whole life.</summary>
    public void Body(PyThread thread)
    {
        _thread = thread;
        try
        {
            while (!IsLost && _tests.TryDequeue(out PyTest? test))
            {
                PyTestResult result = Run(test);
                if (Leave(test))
                {
                    _report(result);
                }
            }
        }
        finally
        {
            Dispose();
            if (!IsLost)
            {
                _ended(this);
            }
        }
    }

    /// <summary>Frees the timer. The worker's own thread, at its end.</summary>
    public void Dispose() => _timer.Dispose();

    /// <summary>Ends the test that runs, as if its time were up. Any thread.</summary>
    public void Interrupt()
    {
        lock (_gate)
        {
            if (_current is not null && _step == 0)
            {
                _reason = "the run was stopped";
                _timer.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
            }
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever goes wrong is the test's outcome.")]
    private PyTestResult Run(PyTest test)
    {
        _thread.Attach(_runtime);
        try
        {
            Enter(test);
            using PyOwned context = CallContext.ForThread(_runtime.Interpreter, _options.Origin);
            PyErrors.ThrowIfNegative(CApi.PyContext_Enter(context));
            try
            {
                return PyTestModule.Run(_runtime.Interpreter, test, _options.LoopFactory);
            }
            finally
            {
                _ = CApi.PyContext_Exit(context);
            }
        }
        catch (Exception error)
        {
            return new PyTestResult(test, PyTestOutcome.Error, TimeSpan.FromMilliseconds(Environment.TickCount64 - _startTick), error, "", []);
        }
        finally
        {
            _thread.Detach();
        }
    }

    private void Enter(PyTest test)
    {
        lock (_gate)
        {
            _current = test;
            _step = 0;
            _startTick = Environment.TickCount64;
            _reason = $"the test did not end within {_options.Timeout?.TotalSeconds:0.###} s";
            _timer.Change(_options.Timeout ?? Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    // False where the test was abandoned meanwhile: its result is discarded.
    private bool Leave(PyTest test)
    {
        lock (_gate)
        {
            _timer.Change(Timeout.Infinite, Timeout.Infinite);
            _current = null;
            return !IsLost;
        }
    }

    private void TimeUp()
    {
        PyTest? test;
        int step;
        lock (_gate)
        {
            test = _current;
            step = _step++;
            if (test is null)
            {
                return;
            }
            _timer.Change(s_step, Timeout.InfiniteTimeSpan);
        }
        if (step < 2)
        {
            _ = _thread.Look<object>((_, id) =>
            {
                End(test, id, byForce: step > 0);
                return null;
            });
            return;
        }
        Abandon(test);
    }

    // With the GIL held the thread cannot go on to another test in between.
    private void End(PyTest test, ulong id, bool byForce)
    {
        lock (_gate)
        {
            if (_current != test)
            {
                return;
            }
        }
        if (byForce || !PyTestModule.Interrupt(id, _reason))
        {
            PyTestModule.RaiseIn(_thread);
        }
    }

    private void Abandon(PyTest test)
    {
        string where = _thread.BlockedAt() ?? "an unknown line";
        lock (_gate)
        {
            if (_current != test || IsLost)
            {
                return;
            }
            IsLost = true;
        }
        PyAsyncException error = new(PyErrorId.TestTimeout, $"{_reason}, and its thread could not be interrupted: it is at {where}. It goes on in the background.");
        _report(new PyTestResult(test, PyTestOutcome.Failed, TimeSpan.FromMilliseconds(Environment.TickCount64 - _startTick), error, "", []));
        _ended(this);
    }
}
