using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using PyAsync.Interpreters;
using PyAsync.Objects;

namespace PyAsync.Testing;

/// <summary>Finds Python tests and runs each on a fresh event loop, on threads of their own. Any thread but a loop's.</summary>
public sealed class PyTestRunner
{
    private readonly PyTestOptions _options;
    private readonly PythonRuntime _runtime;

    /// <summary>Starts Python where it does not run yet.</summary>
    /// <param name="options">How the tests run; null for the usual.</param>
    /// <param name="cancellationToken">Ends the waiting for Python's start.</param>
    /// <exception cref="PythonNotUsableException">No usable Python.</exception>
    public PyTestRunner(PyTestOptions? options = null, CancellationToken cancellationToken = default)
    {
        _options = options ?? new PyTestOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.ThrottleLimit, 1);
        _runtime = PythonRuntime.Start(_options.Python, _options.Host, cancellationToken);
    }

    /// <summary>
    /// The tests of files and folders: <c>async def test_…</c>, <c>def test_…</c> and the methods of
    /// <c>unittest.TestCase</c> classes, of folders in files named <c>test_*.py</c> and <c>*_test.py</c>. Each file is
    /// imported afresh; one that does not import is a test of the kind <see cref="PyTestKind.File"/>.
    /// </summary>
    /// <exception cref="PyException">A path that is not there.</exception>
    public IReadOnlyList<PyTest> Discover(IReadOnlyList<string> paths, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        Task<IReadOnlyList<PyTest>> found = OnThread("Python test discovery", () => PyTestModule.Collect(_runtime.Interpreter, paths));
        Task.WhenAny(found).Wait(cancellationToken);
        return found.GetAwaiter().GetResult();
    }

    /// <summary>Runs tests and gives each result as it comes. Ending the enumeration early, or cancelling the token, ends the tests that run.</summary>
    public IEnumerable<PyTestResult> Run(IReadOnlyList<PyTest> tests, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tests);
        return Enumerate(tests, cancellationToken);
    }

    private IEnumerable<PyTestResult> Enumerate(IReadOnlyList<PyTest> tests, CancellationToken cancellationToken)
    {
        ConcurrentQueue<PyTest> queue = new();
        foreach (PyTest test in tests)
        {
            if (Untried(test) is { } known)
            {
                yield return known;
            }
            else
            {
                queue.Enqueue(test);
            }
        }
        if (queue.IsEmpty)
        {
            yield break;
        }
        OnThread("Python test watch", () => Watch(begin: true)).GetAwaiter().GetResult();
        PyTestWorkers workers = new(_runtime, _options, queue);
        try
        {
            foreach (PyTestResult result in workers.Run(cancellationToken))
            {
                yield return result;
            }
        }
        finally
        {
            workers.End();
            OnThread("Python test watch", () => Watch(begin: false)).GetAwaiter().GetResult();
        }
    }

    private static bool Watch(bool begin)
    {
        PyTestModule.Watch(begin);
        return true;
    }

    // What needs no run to be known.
    private static PyTestResult? Untried(PyTest test)
    {
        if (test.ImportError is { } error)
        {
            return new PyTestResult(test, PyTestOutcome.Error, TimeSpan.Zero, error, "", []);
        }
        return test.SkipReason is null ? null : new PyTestResult(test, PyTestOutcome.Skipped, TimeSpan.Zero, null, test.SkipReason, []);
    }

    private Task<T> OnThread<T>(string name, Func<T> function)
    {
        TaskCompletionSource<T> outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
        PyThread.Start(_runtime, name, wantsMain: false, thread =>
        {
            thread.Attach(_runtime);
            try
            {
                outcome.TrySetResult(function());
            }
            catch (Exception error)
            {
                outcome.TrySetException(error);
            }
            finally
            {
                thread.Detach();
            }
        });
        return outcome.Task;
    }
}
