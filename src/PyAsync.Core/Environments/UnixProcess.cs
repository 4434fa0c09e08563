using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading;
using Microsoft.Win32.SafeHandles;

namespace PyAsync.Environments;

/// <summary>
/// A child process that leads a session of its own, so that one signal ends it and all that it has started: .NET's
/// Process finds only children that still have their parent. One thread.
/// </summary>
internal sealed class UnixProcess
{
    private const int Kill = 9;
    private const int BrokenPipe = 13;
    private const int Once = 1;
    private const int MostDying = 2000;

    private readonly int _id;

    private UnixProcess(int id) => _id = id;

    /// <summary>Whether it has ended; its number stays its own until <see cref="EndAll"/>.</summary>
    public bool HasEnded
    {
        get
        {
            const int ById = 1, Exited = 4;
            int keep = OperatingSystem.IsMacOS() ? 0x20 : 0x01000000;
            int[] signal = new int[32];
            // Where something else has waited for it, it has ended as well.
            return WaitId(ById, (uint)_id, signal, Once | Exited | keep) != 0 || signal[0] != 0;
        }
    }

    /// <summary>Starts a program with no input.</summary>
    /// <returns>Zero, or the error's number where it does not start.</returns>
    public static int Start(string program, string[] arguments, ChildPlace place, SafePipeHandle output, SafePipeHandle errors, out UnixProcess? process)
    {
        process = null;
        if (place.Folder is { } folder)
        {
            // It becomes the program. An action that changes the folder is newer than the C libraries that .NET runs on.
            arguments = ["-c", "cd -- \"$1\" && shift && exec \"$@\"", "sh", folder, program, .. arguments];
            program = "/bin/sh";
        }
        // Opaque to us, and the largest of them has 336 bytes.
        byte[] actions = new byte[1024], attributes = new byte[1024], signals = new byte[128];
        nint[] words = Strings([program, .. arguments]), environment = Strings(Variables(place.Without));
        _ = InitActions(actions);
        _ = InitAttributes(attributes);
        try
        {
            const short ResetSignals = 0x04, SetMask = 0x08;
            short ownSession = (short)(OperatingSystem.IsMacOS() ? 0x0400 : 0x80);
            _ = SetMaskOf(attributes, signals);
            // .NET ignores it, and a program that is started would inherit that.
            _ = AddSignal(signals, BrokenPipe);
            _ = SetDefaults(attributes, signals);
            _ = SetFlags(attributes, (short)(ResetSignals | SetMask | ownSession));
            _ = AddOpen(actions, 0, "/dev/null", 0, 0);
            _ = AddDuplicate(actions, (int)output.DangerousGetHandle(), 1);
            _ = AddDuplicate(actions, (int)errors.DangerousGetHandle(), 2);
            int error = Spawn(out int id, program, actions, attributes, words, environment);
            process = error == 0 ? new UnixProcess(id) : null;
            return error;
        }
        finally
        {
            _ = FreeActions(actions);
            _ = FreeAttributes(attributes);
            Free(words);
            Free(environment);
        }
    }

    /// <summary>Ends it, if it has not ended, and whatever of its session is there.</summary>
    /// <returns>The exit code; -1 where a signal ended it, or something else has waited for it.</returns>
    public int EndAll()
    {
        // Before it is waited for: until then the number is no other's.
        bool byItself = HasEnded;
        _ = SendSignal(-_id, Kill);
        int status, result;
        SpinWait spin = default;
        long due = Environment.TickCount64 + MostDying;
        // A killed process is there until the kernel has taken it apart, which a disk that does not answer can keep it from.
        while ((result = WaitPid(_id, out status, Once)) == 0 && Environment.TickCount64 < due)
        {
            spin.SpinOnce();
        }
        return byItself && result == _id && (status & 0x7F) == 0 ? (status >> 8) & 0xFF : -1;
    }

    private static List<string> Variables(IReadOnlyCollection<string> without)
    {
        List<string> variables = [];
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            if (!without.Contains((string)variable.Key))
            {
                variables.Add($"{variable.Key}={variable.Value}");
            }
        }
        return variables;
    }

    private static nint[] Strings(List<string> texts)
    {
        nint[] pointers = new nint[texts.Count + 1];
        for (int i = 0; i < texts.Count; i++)
        {
            pointers[i] = Marshal.StringToCoTaskMemUTF8(texts[i]);
        }
        return pointers;
    }

    private static void Free(nint[] pointers) => Array.ForEach(pointers, Marshal.FreeCoTaskMem);

    [DllImport("libc", EntryPoint = "posix_spawn", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Spawn(out int id, string program, byte[] actions, byte[] attributes, nint[] arguments, nint[] environment);

    [DllImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int InitActions(byte[] actions);

    [DllImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int FreeActions(byte[] actions);

    [DllImport("libc", EntryPoint = "posix_spawn_file_actions_addopen", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int AddOpen(byte[] actions, int descriptor, string path, int flags, uint mode);

    [DllImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int AddDuplicate(byte[] actions, int from, int to);

    [DllImport("libc", EntryPoint = "posix_spawnattr_init")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int InitAttributes(byte[] attributes);

    [DllImport("libc", EntryPoint = "posix_spawnattr_destroy")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int FreeAttributes(byte[] attributes);

    [DllImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetFlags(byte[] attributes, short flags);

    [DllImport("libc", EntryPoint = "posix_spawnattr_setsigmask")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetMaskOf(byte[] attributes, byte[] signals);

    [DllImport("libc", EntryPoint = "posix_spawnattr_setsigdefault")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetDefaults(byte[] attributes, byte[] signals);

    [DllImport("libc", EntryPoint = "sigaddset")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int AddSignal(byte[] signals, int signal);

    [DllImport("libc", EntryPoint = "waitid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int WaitId(int kind, uint id, [Out] int[] signal, int options);

    [DllImport("libc", EntryPoint = "waitpid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int WaitPid(int id, out int status, int options);

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int id, int signal);
}
