using System;
using System.Globalization;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading;
using PyAsync.Bench.Rows;
using PyAsync.Environments;
using Python.Runtime;

namespace PyAsync.Bench.Running;

/// <summary>A fresh process with pythonnet alone, and no PyAsync: runs a function of bench_live on a .NET object and prints its times.</summary>
internal static class PlainChild
{
    /// <summary>How often the function runs for one figure.</summary>
    public const int Times = 5;

    /// <summary>Runs what is to be measured until .NET has compiled it for good: both sides of a row alike.</summary>
    public static void WarmUp(Action run)
    {
        for (int round = 0; round < 12; round++)
        {
            run();
            // The JIT compiler compiles a method for good when nothing new was called for 100 ms.
            Thread.Sleep(300);
        }
    }

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
            double[] times = [.. Enumerable.Range(0, Times).Select(_ => function.Invoke(source, count).As<double>())];
            Console.WriteLine(string.Join(' ', times.Select(time => time.ToString(CultureInfo.InvariantCulture))));
        }
        Console.Out.Flush();
        // Not by Environment.Exit, at which pythonnet shuts Python down and waits for ever.
        if (!OperatingSystem.IsWindows())
        {
            Exit(0);
        }
        return 0;
    }

    [DllImport("libc", EntryPoint = "_exit")]
    private static extern void Exit(int code);
}
