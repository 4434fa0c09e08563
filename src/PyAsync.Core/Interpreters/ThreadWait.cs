using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace PyAsync.Interpreters;

/// <summary>Whether a thread waits for events in the system, as an idle event loop does: asked of Linux, without touching the thread. Any thread.</summary>
internal static class ThreadWait
{
    /// <summary>True where it waits in epoll, which blocking code hardly uses. False where it does anything else, or that cannot be told.</summary>
    /// <param name="nativeId">The number by which the system knows the thread.</param>
    public static bool IsForEvents(int nativeId)
    {
        if (!OperatingSystem.IsLinux() || nativeId == 0)
        {
            return false;
        }
        Span<byte> text = stackalloc byte[16];
        try
        {
            // The number of the system call in which it is, then its arguments; "running" where it is in none.
            using SafeFileHandle file = File.OpenHandle($"/proc/self/task/{nativeId}/syscall");
            text = text[..RandomAccess.Read(file, text, 0)];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The thread has ended, or this kernel does not tell.
            return false;
        }
        int space = text.IndexOf((byte)' ');
        return space > 0 && int.TryParse(Encoding.ASCII.GetString(text[..space]), out int call) && IsEpoll(call);
    }

    // epoll_wait, epoll_pwait and epoll_pwait2.
    private static bool IsEpoll(int call) => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => call is 232 or 281 or 441,
        Architecture.Arm64 => call is 22 or 441,
        _ => false,
    };
}
