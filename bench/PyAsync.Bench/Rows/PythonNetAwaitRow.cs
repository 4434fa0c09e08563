using System;
using System.Diagnostics;
using PyAsync.Bench.Running;
using PyAsync.Calls;
using PyAsync.Objects;
using PyAsync.PythonNet;
using NetPyObject = Python.Runtime.PyObject;

namespace PyAsync.Bench.Rows;

/// <summary>An await from C#, by our binding and by pythonnet: run_coroutine_threadsafe and result() under its Py.GIL(). Why there are two.</summary>
internal sealed class PythonNetAwaitRow : Row
{
    public override string Name => "await from C#, against pythonnet";

    public override string Against => "pythonnet: run_coroutine_threadsafe().result()";

    public override Target Target(Version python) => new(0.3);

    public override void Prepare(BenchSession bench)
    {
        bench.NeedPythonNet();
        // Starts pythonnet.
        _ = bench.Await("f", new LiveSource());
    }

    public override double[] Ours(BenchSession bench)
    {
        PyFunctionTarget target = bench.Function("f");
        return Times(bench.Quick, () => _ = bench.Loop.RunAsync<int>(target, new PyArguments([1])).GetAwaiter().GetResult());
    }

    public override double[]? Baseline(BenchSession bench)
    {
        using PyObject ownFunction = (PyObject)bench.Loop.RunCodeAsync("import bench_targets; bench_targets.f").GetAwaiter().GetResult()!;
        using PyObject ownLoop = (PyObject)bench.Loop.RunCodeAsync("import asyncio; asyncio.get_running_loop()").GetAwaiter().GetResult()!;
        using NetPyObject function = ownFunction.ToPythonNet();
        using NetPyObject loop = ownLoop.ToPythonNet();
        NetPyObject submit;
        using (global::Python.Runtime.Py.GIL())
        {
            submit = global::Python.Runtime.Py.Import("asyncio").GetAttr("run_coroutine_threadsafe");
        }
        return Times(bench.Quick, () =>
        {
            using (global::Python.Runtime.Py.GIL())
            {
                using NetPyObject argument = new global::Python.Runtime.PyInt(1);
                using NetPyObject coroutine = function.Invoke(argument);
                using NetPyObject future = submit.Invoke(coroutine, loop);
                using NetPyObject result = future.InvokeMethod("result");
                _ = result.As<int>();
            }
        });
    }

    private static double[] Times(bool quick, Action run)
    {
        double[] times = new double[quick ? 500 : 2000];
        for (int i = 0; i < times.Length; i++)
        {
            long start = Stopwatch.GetTimestamp();
            run();
            times[i] = BenchSession.Since(start);
        }
        return times;
    }
}
