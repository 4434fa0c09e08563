using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Threading;

namespace PyAsync.Interpreters;

/// <summary>
/// The standard streams of a process whose own carry something else, such as the protocol of a PowerShell job: text that got
/// among it would break it, and what Python read there would be lost to it. Any thread.
/// </summary>
internal static class ProcessStreams
{
    private static int s_taken;

    /// <summary>Whether they were taken.</summary>
    public static bool AreTaken => Volatile.Read(ref s_taken) != 0;

    /// <summary>
    /// Takes the standard streams from Python, before the first loop starts: its stdin is empty, and what writes to the
    /// descriptors themselves (C libraries, child processes) writes nowhere. The first call counts.
    /// </summary>
    public static void Take()
    {
        if (Interlocked.Exchange(ref s_taken, 1) == 0 && !OperatingSystem.IsWindows())
        {
            // .NET's own streams are duplicates, and go on as they were.
            Redirect();
        }
    }

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
