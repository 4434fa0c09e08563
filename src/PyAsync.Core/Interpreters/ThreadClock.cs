using System;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace PyAsync.Interpreters;

/// <summary>How much of a processor a thread has used, and the number by which Linux knows it. Any thread may ask about any that lives.</summary>
[SupportedOSPlatform("linux")]
internal static class ThreadClock
{
    /// <summary>The time; null where the system does not tell.</summary>
    /// <param name="thread">The thread's pthread_t, by which Python knows it.</param>
    /// <param name="nativeId">The number by which the system knows it.</param>
    public static TimeSpan? Read(ulong thread, out int nativeId)
    {
        nativeId = 0;
        if (GetClock((nint)thread, out int clock) != 0 || GetTime(clock, out Time time) != 0)
        {
            return null;
        }
        // The number of a thread's clock is made of the thread's.
        nativeId = ~(clock >> 3);
        return TimeSpan.FromSeconds(time.Seconds) + TimeSpan.FromMicroseconds(time.Nanoseconds / 1000.0);
    }

    [DllImport("libc", EntryPoint = "pthread_getcpuclockid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetClock(nint thread, out int clock);

    [DllImport("libc", EntryPoint = "clock_gettime")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetTime(int clock, out Time time);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Time
    {
        public readonly nint Seconds;
        public readonly nint Nanoseconds;
    }
}
