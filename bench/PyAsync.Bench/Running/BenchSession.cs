using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using PyAsync.Calls;
using PyAsync.Loops;

namespace PyAsync.Bench.Running;

/// <summary>What rows measure with: the loop of this process, Python's own baselines on it, a PowerShell runspace.</summary>
internal sealed class BenchSession : IDisposable
{
    private Shell? _shell;

    public BenchSession(Options options)
    {
        Options = options;
        Loop = PyEventLoop.Start(new PyEventLoopOptions { Python = options.Python, ModulePath = [PythonFolder] });
    }

    public Options Options { get; }

    public bool Quick => Options.Quick;

    public PyEventLoop Loop { get; }

    public Version Python => Loop.PythonVersion;

    public bool IsEager => Python >= new Version(3, 12);

    /// <summary>Where bench/python is.</summary>
    public static string PythonFolder => Path.Combine(Files.ProgramFolder, "python");

    public Shell Shell => _shell ??= new Shell();

    public PyFunctionTarget Function(string name) => new(Loop, $"bench_targets:{name}");

    /// <summary>Awaits a function of bench_targets.</summary>
    public object? Await(string name, params object?[] arguments) =>
        Loop.RunAsync<object?>(Function(name), new PyArguments(arguments)).GetAwaiter().GetResult();

    /// <summary>Runs a baseline and gives its times.</summary>
    public double[] Times(string baseline, params object?[] arguments)
    {
        PyFunctionTarget target = new(Loop, $"bench_baselines:{baseline}");
        string text = Loop.RunAsync<string>(target, new PyArguments(arguments)).GetAwaiter().GetResult();
        return [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => double.Parse(word, CultureInfo.InvariantCulture))];
    }

    /// <summary>An empty heap on both sides before each measurement.</summary>
    public void Collect()
    {
        _ = Times("collect");
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }

    /// <summary>For rows that need pythonnet, which takes no older Python.</summary>
    public void NeedPythonNet()
    {
        if (Python < new Version(3, 11))
        {
            throw new NotMeasuredException($"pythonnet takes no Python {Python}");
        }
    }

    /// <summary>Lets the JIT compiler have its say before the first row.</summary>
    public void WarmUp()
    {
        for (int round = 0; round < (Quick ? 2 : 4); round++)
        {
            for (int i = 0; i < 2000; i++)
            {
                _ = Await("f", i);
            }
            System.Threading.Thread.Sleep(150);
        }
    }

    /// <summary>Microseconds since a time stamp of <see cref="Stopwatch"/>.</summary>
    public static double Since(long start) => Stopwatch.GetElapsedTime(start).TotalMicroseconds;

    public void Dispose() => _shell?.Dispose();
}
