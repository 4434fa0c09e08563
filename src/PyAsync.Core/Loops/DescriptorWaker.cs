using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Threading;

namespace PyAsync.Loops;

/// <summary>
/// An eventfd that the loop watches with <c>add_reader</c>, on Linux. Waking is one write, and needs no GIL.
/// </summary>
internal sealed class DescriptorWaker : Waker
{
    private const int NonBlocking = 0x800;
    private const int CloseOnExec = 0x80000;

    // Counts the loop and the threads that are writing. The last of them closes the descriptor: its number may be reused at
    // once, and a late write would go to another file.
    private int _holders = 1;

    public DescriptorWaker()
    {
        Descriptor = EventFd(0, NonBlocking | CloseOnExec);
        if (Descriptor < 0)
        {
            int error = Marshal.GetLastPInvokeError();
            throw new PyAsyncException(
                PyErrorId.NoDescriptors,
                $"No file descriptor for the loop's wake-up could be had (errno {error}). Close files, or raise the limit with: ulimit -n")
            {
                Facts = new Dictionary<string, object?> { ["Errno"] = error },
            };
        }
    }

    /// <summary>The descriptor to watch.</summary>
    public int Descriptor { get; }

    public override void Wake()
    {
        if (!TryHold())
        {
            return;
        }
        ulong one = 1;
        // A full eventfd is readable already, so a failed write loses nothing.
        _ = Write(Descriptor, ref one, sizeof(ulong));
        Release();
    }

    public override void Acknowledge()
    {
        ulong count = 0;
        // One write stands for many submissions, and there is at most one unread.
        _ = Read(Descriptor, ref count, sizeof(ulong));
    }

    public override void Dispose() => Release();

    private bool TryHold()
    {
        int holders = Volatile.Read(ref _holders);
        while (holders != 0)
        {
            int seen = Interlocked.CompareExchange(ref _holders, holders + 1, holders);
            if (seen == holders)
            {
                return true;
            }
            holders = seen;
        }
        return false;
    }

    private void Release()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
        {
            _ = Close(Descriptor);
        }
    }

    [DllImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int EventFd(uint value, int flags);

    [DllImport("libc", EntryPoint = "write")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint Write(int descriptor, ref ulong data, nint length);

    [DllImport("libc", EntryPoint = "read")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [SuppressGCTransition]
    private static extern nint Read(int descriptor, ref ulong data, nint length);

    [DllImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int descriptor);
}
