using System;
using System.Threading;

namespace PyAsync.Loops;

// What a table of loops shows.
public sealed partial class PyEventLoop
{
    private double _lagMilliseconds = double.NaN;

    /// <summary>The package that <see cref="Implementation"/> is from, such as <c>asyncio</c> or <c>uvloop</c>.</summary>
    public string ImplementationPackage => Implementation.Split('.', 2)[0];

    /// <summary>The Python's version.</summary>
    public Version PythonVersion => Python.Version;

    /// <summary>The Python's <c>sys.executable</c>.</summary>
    public string PythonExecutable => Python.Executable;

    /// <summary>The Python's <c>sys.prefix</c>.</summary>
    public string PythonPrefix => Python.Prefix;

    /// <summary>How late a timer fired when that was last measured, in milliseconds; null before the first measurement.</summary>
    public double? LagMilliseconds => Volatile.Read(ref _lagMilliseconds) is var lag && double.IsNaN(lag) ? null : Math.Round(lag, 3);
}
