using System;
using System.Diagnostics;
using System.IO;
using System.Threading;

namespace PyAsync.Environments;

/// <summary>Keeps two processes from making one environment at the same time: a file in the user's cache that one of them has open. Any thread.</summary>
internal static class EnvironmentLock
{
    private static readonly TimeSpan s_betweenLooks = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(2);

    /// <summary>Waits until nobody else makes it. Dispose what is given; it is null without a cache, where nobody is kept out.</summary>
    /// <param name="folder">The environment's folder.</param>
    /// <param name="tell">Is told, where that takes longer than a moment, what is waited for.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="IOException">The file cannot be made or opened, for another reason than that somebody has it.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static IDisposable? Take(string folder, Action<string> tell, CancellationToken cancellationToken)
    {
        if (UserCache.Folder() is not { } cache || !UserCache.TryMake(Path.Combine(cache, "locks")))
        {
            return null;
        }
        string file = Path.Combine(cache, "locks", ProbeKey.Hash(Path.GetFullPath(folder)) + ".lock");
        Stopwatch waited = Stopwatch.StartNew();
        bool isTold = false;
        while (true)
        {
            try
            {
                return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException error) when (IsTaken(error))
            {
                if (!isTold && waited.Elapsed > s_silence)
                {
                    tell($"Another process makes '{folder}', which is waited for.");
                    isTold = true;
                }
                cancellationToken.WaitHandle.WaitOne(s_betweenLooks);
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
    }
    // Any other error would be the same the next time: a disk that is full, a file of somebody else's.
    private static bool IsTaken(IOException error)
    {
        const int SharingViolation = unchecked((int)0x80070020), LockViolation = unchecked((int)0x80070021), LinuxWouldBlock = 11, MacWouldBlock = 35;
        return OperatingSystem.IsWindows() ? error.HResult is SharingViolation or LockViolation
            : error.HResult == (OperatingSystem.IsMacOS() ? MacWouldBlock : LinuxWouldBlock);
    }
}
