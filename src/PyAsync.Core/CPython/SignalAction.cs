using System;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace PyAsync.CPython;

/// <summary>What the process does at one signal: <c>struct sigaction</c>, read and written whole. Any thread.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed unsafe class SignalAction
{
    /// <summary>One more than the highest number of a signal.</summary>
    public const int Count = 65;

    /// <summary>SIG_DFL.</summary>
    public const nint Default = 0;

    /// <summary>SIG_IGN.</summary>
    public const nint Ignore = 1;

    // More than any system's struct takes; the handler stands first in all of them.
    private const int Size = 256;

    private static readonly nint s_nothing = NativeLibrary.GetExport(NativeLibrary.GetMainProgramHandle(), "abs");

    private readonly byte[] _bytes = new byte[Size];

    private SignalAction()
    {
    }

    /// <summary>The handler's address, <see cref="Default"/> or <see cref="Ignore"/>.</summary>
    public nint Handler => MemoryMarshal.Read<nint>(_bytes);

    /// <summary>What is done at a signal now. Null where there is no such signal.</summary>
    public static SignalAction? Read(int signal)
    {
        SignalAction action = new();
        fixed (byte* bytes = action._bytes)
        {
            return SigAction(signal, null, bytes) == 0 ? action : null;
        }
    }

    /// <summary>Makes this what is done at a signal.</summary>
    public void Write(int signal)
    {
        fixed (byte* bytes = _bytes)
        {
            _ = SigAction(signal, bytes, null);
        }
    }

    /// <summary>Whether both have the same handler, flags and mask.</summary>
    public bool IsSameAs(SignalAction other) => _bytes.AsSpan().SequenceEqual(other._bytes);

    /// <summary>
    /// Calls a handler on this thread, as a function, with other signals held back: handlers take locks, and what they
    /// share with another one that comes between would stand still.
    /// </summary>
    public static void Call(nint handler, int signal)
    {
        byte* all = stackalloc byte[128];
        byte* before = stackalloc byte[128];
        // For a handler that asks for them: a siginfo_t and a ucontext_t that say nothing.
        byte* info = stackalloc byte[256];
        byte* context = stackalloc byte[2048];
        new Span<byte>(info, 256).Clear();
        new Span<byte>(context, 2048).Clear();
        int setMask = OperatingSystem.IsLinux() ? 2 : 3;
        _ = FillSet(all);
        // SIGILL, SIGTRAP, SIGBUS, SIGFPE, SIGSEGV: faults of this very thread.
        foreach (int fault in (ReadOnlySpan<int>)[4, 5, 7, 8, 10, 11])
        {
            _ = DeleteFromSet(all, fault);
        }
        _ = ThreadMask(setMask, all, before);
        ((delegate* unmanaged[Cdecl]<int, byte*, byte*, void>)handler)(signal, info, context);
        _ = ThreadMask(setMask, before, null);
    }

    /// <summary>Sends a signal to this process.</summary>
    public static void Send(int signal) => _ = Kill(Environment.ProcessId, signal);

    /// <summary>Ends what a thread waits for in the system, as a signal that comes on it does.</summary>
    /// <param name="thread">The thread's pthread_t.</param>
    public static void Interrupt(ulong thread)
    {
        // SIGURG: nothing happens at it unless someone wants it; then it is his, and this does nothing.
        int urgent = OperatingSystem.IsLinux() ? 23 : 16;
        if (Read(urgent) is not { } action)
        {
            return;
        }
        if (action.Handler == Default)
        {
            // abs: a function of one int that does nothing. Without flags, so that no system call begins again.
            MemoryMarshal.Write(action._bytes, s_nothing);
            action.Write(urgent);
        }
        if (action.Handler == s_nothing)
        {
            _ = KillThread((nint)thread, urgent);
        }
    }

    [DllImport("libc", EntryPoint = "sigaction")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SigAction(int signal, byte* action, byte* before);

    [DllImport("libc", EntryPoint = "sigfillset")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int FillSet(byte* set);

    [DllImport("libc", EntryPoint = "sigdelset")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int DeleteFromSet(byte* set, int signal);

    [DllImport("libc", EntryPoint = "pthread_sigmask")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ThreadMask(int how, byte* set, byte* before);

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);

    [DllImport("libc", EntryPoint = "pthread_kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int KillThread(nint thread, int signal);
}
