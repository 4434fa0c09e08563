using System.Runtime.InteropServices;
using System.Text;
using System;

namespace PyAsync.CPython;

// Starting the interpreter, and thread states.
internal static unsafe partial class CApi
{
    [DllImport(Python)]
    public static extern int Py_IsInitialized();

    [DllImport(Python)]
    public static extern void Py_InitializeEx(int handleSignals);

    [DllImport(Python)]
    private static extern void Py_SetProgramName(nint name);

    [DllImport(Python)]
    private static extern byte* Py_GetVersion();

    [DllImport(Python)]
    public static extern nint PyEval_SaveThread();

    [DllImport(Python)]
    public static extern void PyEval_RestoreThread(nint state);

    [DllImport(Python)]
    public static extern nint PyInterpreterState_Get();

    [DllImport(Python)]
    public static extern nint PyThreadState_New(nint interpreter);

    [DllImport(Python)]
    public static extern void PyThreadState_Clear(nint state);

    [DllImport(Python)]
    public static extern void PyThreadState_DeleteCurrent();

    [DllImport(Python)]
    public static extern int PyGILState_Ensure();

    [DllImport(Python)]
    public static extern void PyGILState_Release(int state);

    [DllImport(Python)]
    public static extern int PyThreadState_SetAsyncExc(ulong thread, PyBorrowed exception);

    [DllImport(Python)]
    public static extern ulong PyThread_get_thread_ident();

    [DllImport(Python)]
    public static extern nint PyInitConfig_Create();

    [DllImport(Python)]
    public static extern void PyInitConfig_Free(nint config);

    [DllImport(Python)]
    private static extern int PyInitConfig_SetInt(nint config, byte* name, long value);

    [DllImport(Python)]
    private static extern int PyInitConfig_SetStr(nint config, byte* name, byte* value);

    [DllImport(Python)]
    private static extern int PyInitConfig_GetError(nint config, byte** message);

    [DllImport(Python)]
    public static extern int Py_InitializeFromInitConfig(nint config);

    /// <summary>Whether the interpreter is configured by PyInitConfig (PEP 741, from 3.14 on).</summary>
    public static bool HasInitConfig { get; private set; }

    /// <summary>The name that paths are computed from, until 3.13. Kept for the life of the process, as Python keeps the pointer.</summary>
    public static void SetProgramName(string name)
    {
        // wchar_t: 4 bytes on Unix, 2 on Windows.
        byte[] bytes = OperatingSystem.IsWindows() ? Encoding.Unicode.GetBytes(name + "\0") : Encoding.UTF32.GetBytes(name + "\0");
        void* kept = NativeMemory.Alloc((nuint)bytes.Length);
        bytes.CopyTo(new Span<byte>(kept, bytes.Length));
        Py_SetProgramName((nint)kept);
    }

    /// <summary>Turns UTF-8 mode on before the interpreter is initialized, where that is a variable (until 3.13).</summary>
    public static void TurnOnUtf8Mode()
    {
        if (Library!.TryExport("Py_UTF8Mode", out nint mode))
        {
            *(int*)mode = 1;
        }
    }

    /// <summary>Sets a number of a configuration; false where it is refused.</summary>
    public static bool SetInt(nint config, ReadOnlySpan<byte> name, long value)
    {
        fixed (byte* pointer = name)
        {
            return PyInitConfig_SetInt(config, pointer, value) == 0;
        }
    }

    /// <summary>Sets a text of a configuration; false where it is refused.</summary>
    public static bool SetString(nint config, ReadOnlySpan<byte> name, string value)
    {
        fixed (byte* pointer = name)
        fixed (byte* text = Utf8(value))
        {
            return PyInitConfig_SetStr(config, pointer, text) == 0;
        }
    }

    /// <summary>Why a configuration was refused.</summary>
    public static string? ConfigError(nint config)
    {
        byte* message = null;
        _ = PyInitConfig_GetError(config, &message);
        return Marshal.PtrToStringUTF8((nint)message);
    }
}
