using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Threading;

namespace PyAsync.Loops;

/// <summary>
/// A descriptor that the loop watches with <c>add_reader</c>: an eventfd on Linux, else a pipe. Waking is one write,
/// and needs no GIL.
/// </summary>
internal sealed class DescriptorWaker : Waker
{
    private const int NonBlocking = 0x800;
    private const int CloseOnExec = 0x80000;

    private readonly int _read;
    private readonly int _write;

    // The loop, and each thread that is writing: whoever is last closes the descriptors. A number that was closed may be
    // another file's at once, and a thread that was held up before its write would write into that.
    private int _holders = 1;

    public DescriptorWaker()
    {
        if (OperatingSystem.IsLinux())
        {
            _read = _write = EventFd(0, NonBlocking | CloseOnExec);
            if (_read < 0)
            {
                throw NoDescriptors("No file descriptor for the loop's wake-up");
            }
            return;
        }
        int[] ends = new int[2];
        if (Pipe(ends) < 0)
        {
            throw NoDescriptors("No pipe for the loop's wake-up");
        }
        _read = ends[0];
        _write = ends[1];
    }

    /// <summary>The descriptor to watch.</summary>
    public int Descriptor => _read;

    public override void Wake()
    {
        if (!TryHold())
        {
            return;
        }
        ulong one = 1;
        // A full eventfd or pipe is readable already, so a failed write loses nothing.
        _ = Write(_write, ref one, sizeof(ulong));
        Release();
    }

    public override void Acknowledge()
    {
        ulong count = 0;
        // One write stands for many submissions, and there is at most one unread.
        _ = Read(_read, ref count, sizeof(ulong));
    }

    public override void Dispose() => Release();

    private static PyAsyncException NoDescriptors(string what)
    {
        int error = Marshal.GetLastPInvokeError();
        return new PyAsyncException(PyErrorId.NoDescriptors, $"{what} could be had (errno {error}). Close files, or raise the limit with: ulimit -n")
        {
            Facts = new Dictionary<string, object?> { ["Errno"] = error },
        };
    }

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
        if (Interlocked.Decrement(ref _holders) != 0)
        {
            return;
        }
        _ = Close(_read);
        if (_write != _read)
        {
            _ = Close(_write);
        }
    }

    [DllImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int EventFd(uint value, int flags);

    [DllImport("libc", EntryPoint = "pipe", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Pipe([Out] int[] ends);

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
