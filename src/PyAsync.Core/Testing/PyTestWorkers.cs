using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Globalization;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using PyAsync.Interpreters;

namespace PyAsync.Testing;

/// <summary>The threads of one run. One that is lost to a test that never ends is replaced.</summary>
internal sealed class PyTestWorkers(PythonRuntime runtime, PyTestOptions options, ConcurrentQueue<PyTest> tests)
{
    private static readonly TimeSpan s_endLimit = TimeSpan.FromSeconds(1);

    private readonly Channel<PyTestResult> _results = Channel.CreateUnbounded<PyTestResult>();
    private readonly List<PyTestWorker> _workers = [];
    private readonly TaskCompletionSource _allEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly object _gate = new();
    private int _running;

    /// <summary>The results as they come.</summary>
    public IEnumerable<PyTestResult> Run(CancellationToken cancellationToken)
    {
        int count = Math.Min(options.ThrottleLimit, tests.Count);
        lock (_gate)
        {
            for (int i = 0; i < count; i++)
            {
                Start();
            }
        }
        return Results(cancellationToken);
    }

    /// <summary>Ends what still runs, and waits for it a moment.</summary>
    public void End()
    {
        tests.Clear();
        lock (_gate)
        {
            foreach (PyTestWorker worker in _workers)
            {
                worker.Interrupt();
            }
        }
        _ = _allEnded.Task.Wait(s_endLimit);
    }

    private IEnumerable<PyTestResult> Results(CancellationToken cancellationToken)
    {
        while (_results.Reader.WaitToReadAsync(cancellationToken).AsTask().GetAwaiter().GetResult())
        {
            while (_results.Reader.TryRead(out PyTestResult? result))
            {
                yield return result;
            }
        }
    }

    private void Start()
    {
        PyTestWorker worker = new(runtime, options, tests, result => _results.Writer.TryWrite(result), Ended);
        _workers.Add(worker);
        _running++;
        // Signal handlers and child watchers work on Python's main thread only, so a single worker gets that where it is free.
        string name = string.Create(CultureInfo.InvariantCulture, $"Python test {_workers.Count}");
        PyThread.Start(runtime, name, wantsMain: options.ThrottleLimit == 1, worker.Body);
    }

    private void Ended(PyTestWorker worker)
    {
        lock (_gate)
        {
            _workers.Remove(worker);
            _running--;
            if (worker.IsLost && !tests.IsEmpty)
            {
                Start();
            }
            if (_running == 0)
            {
                _results.Writer.TryComplete();
                _allEnded.TrySetResult();
            }
        }
    }
}
