using System;
using System.Threading.Tasks;
using BenchmarkDotNet.Attributes;
using PyAsync.Bench.Running;
using PyAsync.Calls;
using PyAsync.Loops;

namespace PyAsync.Bench.Micro;

/// <summary>The paths of one await, with what each allocates.</summary>
[MemoryDiagnoser]
public class AwaitBenchmarks : IDisposable
{
    private const int Batch = 1000;

    private readonly Task[] _tasks = new Task[Batch];
    private PyEventLoop _loop = null!;
    private PyFunctionTarget _plain = null!;
    private PyFunctionTarget _coroutine = null!;
    private PyFunctionTarget _suspending = null!;
    private PyArguments _one = null!;

    /// <summary>Which Python; null chooses.</summary>
    public static string? Python => Environment.GetEnvironmentVariable("PYASYNC_PYTHON");

    [GlobalSetup]
    public void Start()
    {
        _loop = PyEventLoop.GetOrStartDefault();
        _ = _loop.RunCodeAsync($"import sys; sys.path.insert(0, {'"' + BenchSession.PythonFolder + '"'})").GetAwaiter().GetResult();
        _plain = new PyFunctionTarget(_loop, "operator:index");
        _coroutine = new PyFunctionTarget(_loop, "bench_targets:f");
        _suspending = new PyFunctionTarget(_loop, "bench_targets:once");
        _one = new PyArguments([1]);
    }

    [Benchmark(Description = "one call of a plain function")]
    public object? Plain() => _loop.RunAsync<object?>(_plain, _one).GetAwaiter().GetResult();

    [Benchmark(Description = "one await that does not suspend")]
    public object? Coroutine() => _loop.RunAsync<object?>(_coroutine, _one).GetAwaiter().GetResult();

    [Benchmark(Description = "one await that suspends once")]
    public object? Suspending() => _loop.RunAsync<object?>(_suspending, _one).GetAwaiter().GetResult();

    [Benchmark(Description = "each of 1,000 plain calls", OperationsPerInvoke = Batch)]
    public void Plains() => All(_plain);

    [Benchmark(Description = "each of 1,000 awaits that do not suspend", OperationsPerInvoke = Batch)]
    public void Coroutines() => All(_coroutine);

    [Benchmark(Description = "each of 1,000 awaits that suspend once", OperationsPerInvoke = Batch)]
    public void Suspendings() => All(_suspending);

    [GlobalCleanup]
    public void Dispose()
    {
        _plain?.Dispose();
        _coroutine?.Dispose();
        _suspending?.Dispose();
        GC.SuppressFinalize(this);
    }

    private void All(PyFunctionTarget target)
    {
        for (int i = 0; i < _tasks.Length; i++)
        {
            _tasks[i] = _loop.RunAsync<object?>(target, _one);
        }
        Task.WaitAll(_tasks);
    }
}
