using System;
using System.IO;
using System.Threading;

namespace PyAsync.Environments;

/// <summary>Keeps two processes from making one environment at the same time: a file in the user's cache that one of them has open. Any thread.</summary>
internal static class EnvironmentLock
{
    private static readonly TimeSpan s_betweenLooks = TimeSpan.FromMilliseconds(50);

    /// <summary>Waits until nobody else makes it. Dispose what is given; it is null without a cache, where nobody is kept out.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static IDisposable? Take(string folder, CancellationToken cancellationToken)
    {
        if (UserCache.Folder() is not { } cache || !UserCache.TryMake(Path.Combine(cache, "locks")))
        {
            return null;
        }
        string file = Path.Combine(cache, "locks", ProbeKey.Hash(Path.GetFullPath(folder)) + ".lock");
        while (true)
        {
            try
            {
                return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(file))
            {
                cancellationToken.WaitHandle.WaitOne(s_betweenLooks);
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
    }
}
