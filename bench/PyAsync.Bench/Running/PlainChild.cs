using System;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Threading;
using PyAsync.Bench.Rows;
using PyAsync.Environments;
using Python.Runtime;

namespace PyAsync.Bench.Running;

/// <summary>
/// A process with pythonnet alone, and no PyAsync: it runs a function of bench_live on a .NET object and prints the time, once for each
/// line that it reads. The parent's side and the process's own.
/// </summary>
internal sealed class PlainChild : IDisposable
{
    private readonly Process _process;

    /// <summary>Starts one, which warms up.</summary>
    public PlainChild(string function, int count, string python) =>
        _process = Programs.StartSelf(["-Plain", function, count.ToString(CultureInfo.InvariantCulture), "-Python", python]);

    /// <summary>The time of one run, in microseconds for each read or call. The first call waits until the process has warmed up.</summary>
    public double Time()
    {
        _process.StandardInput.WriteLine();
        string line = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("the process with pythonnet alone has ended");
        return double.Parse(line, CultureInfo.InvariantCulture);
    }

    /// <summary>Runs what is to be measured until .NET has compiled it for good: both sides of a row alike.</summary>
    public static void WarmUp(Action run)
    {
        for (int round = 0; round < 30; round++)
        {
            run();
            // The JIT compiler compiles a method for good when nothing new was called for 100 ms.
            Thread.Sleep(300);
        }
    }

    /// <summary>The process's own program.</summary>
    public static int Run(Options options)
    {
        PythonInstallation python = PythonLocator.Find(options.Python);
        Runtime.PythonDLL = python.Library;
        PythonEngine.ProgramName = python.Executable;
        PythonEngine.Initialize();
        using (Py.GIL())
        {
            using dynamic sys = Py.Import("sys");
            sys.path.append(BenchSession.PythonFolder);
            using PyObject function = Py.Import("bench_live").GetAttr(options.Side!);
            using PyObject source = new LiveSource().ToPython();
            using PyObject count = new PyInt(options.Count);
            WarmUp(() => _ = function.Invoke(source, count).As<double>());
            while (Console.In.ReadLine() is not null)
            {
                // As the other side does.
                GC.Collect();
                GC.WaitForPendingFinalizers();
                _ = function.Invoke(source, count).As<double>();
                Console.WriteLine(function.Invoke(source, count).As<double>().ToString(CultureInfo.InvariantCulture));
                Console.Out.Flush();
            }
        }
        // Not by Environment.Exit, at which pythonnet shuts Python down and waits for ever.
        if (!OperatingSystem.IsWindows())
        {
            Exit(0);
        }
        return 0;
    }

    /// <summary>Ends the process.</summary>
    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(10_000))
        {
            _process.Kill(entireProcessTree: true);
        }
        _process.Dispose();
    }

    [DllImport("libc", EntryPoint = "_exit")]
    private static extern void Exit(int code);
}
