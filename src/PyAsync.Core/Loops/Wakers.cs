using System;
using System.Runtime.InteropServices;
using System.Threading;
using PyAsync.CPython;
using PyAsync.Interpreters;

namespace PyAsync.Loops;

/// <summary>Wakes a sleeping loop from any thread.</summary>
internal abstract class Waker : IDisposable
{
    /// <summary>Makes the loop call its drain function soon. Any thread; never blocks.</summary>
    public abstract void Wake();

    /// <summary>Takes the signal back before draining. The loop's thread.</summary>
    public abstract void Acknowledge();

    /// <summary>Frees what it holds, when nobody can call <see cref="Wake"/> any more.</summary>
    public abstract void Dispose();
}

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
                throw new PyAsyncException("NoDescriptors", $"No file descriptor for the loop's wake-up could be had (errno {Marshal.GetLastPInvokeError()}). Close files, or raise the limit with: ulimit -n");
            }
            return;
        }
        int[] ends = new int[2];
        if (Pipe(ends) < 0)
        {
            throw new PyAsyncException("NoDescriptors", $"No pipe for the loop's wake-up could be had (errno {Marshal.GetLastPInvokeError()}). Close files, or raise the limit with: ulimit -n");
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
        LetGo();
    }

    public override void Acknowledge()
    {
        ulong count = 0;
        // One write stands for many submissions, and there is at most one unread.
        _ = Read(_read, ref count, sizeof(ulong));
    }

    public override void Dispose() => LetGo();

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

    private void LetGo()
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

/// <summary>
/// For loops that watch no descriptors: a thread of its own calls <c>call_soon_threadsafe(drain)</c>, so that a caller
/// never waits for the GIL of a busy loop.
/// </summary>
internal sealed class ThreadsafeWaker : Waker
{
    private readonly PythonRuntime _runtime;
    private readonly SemaphoreSlim _signal = new(0);
    private readonly Thread _thread;
    private readonly nint _callSoon;
    private readonly nint _drain;
    private volatile bool _ended;

    /// <summary>On the loop's thread. Owns one reference to each.</summary>
    public ThreadsafeWaker(PythonRuntime runtime, PyBorrowed loop, PyBorrowed drain)
    {
        _runtime = runtime;
        _callSoon = CApi.GetAttribute(loop, "call_soon_threadsafe"u8).OrThrow().Detach();
        _drain = drain.Own().Detach();
        _thread = new Thread(Body) { IsBackground = true, Name = "Python loop waker" };
        _thread.Start();
    }

    public override void Wake() => _signal.Release();

    public override void Acknowledge()
    {
    }

    public override void Dispose()
    {
        _ended = true;
        _signal.Release();
    }

    private void Body()
    {
        while (true)
        {
            // Ends with the loop: Dispose releases it once more. The loop's thread is waited for with a limit, not this.
            _signal.Wait();
            int state = _runtime.Attach();
            try
            {
                if (_ended)
                {
                    new PyOwned(_callSoon).Dispose();
                    new PyOwned(_drain).Dispose();
                    return;
                }
                using PyOwned handle = CApi.Call(new PyBorrowed(_callSoon), new PyBorrowed(_drain));
                if (handle.IsNull)
                {
                    // The loop has closed between the signal and now; Dispose follows.
                    CApi.FetchError().Dispose();
                }
            }
            finally
            {
                _runtime.Detach(state);
            }
        }
    }
}
