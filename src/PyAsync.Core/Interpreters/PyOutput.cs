using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Threading;
using PyAsync.CPython;

namespace PyAsync.Interpreters;

/// <summary>
/// Where Python's standard streams go in a process whose own carry something else, such as the protocol of a PowerShell
/// job: text that got among it would break it, and what Python read there would be lost to it. Any thread.
/// </summary>
internal static class PyOutput
{
    private static Action<string>? s_writeLine;

    /// <summary>
    /// Takes the standard streams from Python, before the first loop starts: its stdin is empty, its stdout and stderr go to
    /// the host line by line, and what writes to the descriptors themselves (C libraries, child processes) writes nowhere.
    /// The first call counts.
    /// </summary>
    /// <param name="writeLine">Takes a line without its end. Called on Python's threads without the GIL.</param>
    public static void Take(Action<string> writeLine)
    {
        ArgumentNullException.ThrowIfNull(writeLine);
        if (Interlocked.CompareExchange(ref s_writeLine, writeLine, null) is null && !OperatingSystem.IsWindows())
        {
            // .NET's own streams are duplicates, and go on as they were.
            Redirect();
        }
    }

    /// <summary>The Python function that takes lines; None where Python writes by itself. On a thread that holds the GIL.</summary>
    internal static PyOwned CreateSender() => Volatile.Read(ref s_writeLine) is not { } write
        ? PyInterpreter.Current.NoneRef.Own()
        : HostFunction.Create((arguments, _) =>
        {
            string line = PyText.FromPython(new PyBorrowed(arguments[0]));
            using (GilPause.Begin())
            {
                write(line);
            }
            return HostFunction.None;
        });

    private static void Redirect()
    {
        const int readAndWrite = 2;
        int nowhere = Open("/dev/null", readAndWrite);
        for (int descriptor = 0; descriptor <= 2; descriptor++)
        {
            if (nowhere < 0 || Duplicate(nowhere, descriptor) < 0)
            {
                throw new IOException($"The standard streams cannot be kept apart from Python: error {Marshal.GetLastPInvokeError()} of the system.");
            }
        }
        if (nowhere > 2)
        {
            _ = Close(nowhere);
        }
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open(string path, int flags);

    [DllImport("libc", EntryPoint = "dup2", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Duplicate(int from, int to);

    [DllImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int descriptor);
}
