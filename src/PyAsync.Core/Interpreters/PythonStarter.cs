using System;
using System.Runtime.InteropServices;
using System.Text;
using PyAsync.CPython;
using PyAsync.Environments;

namespace PyAsync.Interpreters;

/// <summary>Initializes the interpreter on the calling thread, which becomes Python's main thread and holds the GIL.</summary>
internal static unsafe class PythonStarter
{
    public static void Start(PythonInstallation installation)
    {
        if (CApi.PyInitConfig_Create != null)
        {
            StartByConfig(installation);
        }
        else
        {
            StartByName(installation);
        }
        if (CApi.Py_IsInitialized() == 0)
        {
            throw new PythonNotUsableException(PythonProblem.InitializationFailed, $"{installation} did not initialize.", installation.Executable);
        }
    }

    /// <summary>Up to 3.13: the program's name is what paths are computed from, as for the interpreter itself.</summary>
    private static void StartByName(PythonInstallation installation)
    {
        // PEP 540: in the C locale the interpreter turns UTF-8 mode on for itself, an embedded one does not.
        if (IsCLocale() && CApi.Library!.TryExport("Py_UTF8Mode", out nint utf8Mode))
        {
            *(int*)utf8Mode = 1;
        }
        // Kept for the life of the process, as Py_SetProgramName keeps the pointer. wchar_t: 4 bytes on Unix, 2 on Windows.
        byte[] bytes = OperatingSystem.IsWindows()
            ? Encoding.Unicode.GetBytes(installation.Executable + "\0")
            : Encoding.UTF32.GetBytes(installation.Executable + "\0");
        nint name = (nint)NativeMemory.Alloc((nuint)bytes.Length);
        Marshal.Copy(bytes, 0, name, bytes.Length);
        CApi.Py_SetProgramName(name);
        // 0: no signal handlers. SIGINT is the host's.
        CApi.Py_InitializeEx(0);
    }

    /// <summary>3.14 and newer (PEP 741).</summary>
    private static void StartByConfig(PythonInstallation installation)
    {
        nint config = CApi.PyInitConfig_Create();
        try
        {
            // The configuration starts out isolated; the user's environment variables and site-packages are wanted.
            bool set = SetInt(config, "isolated"u8, 0)
                && SetInt(config, "use_environment"u8, 1)
                && SetInt(config, "user_site_directory"u8, 1)
                && SetInt(config, "install_signal_handlers"u8, 0)
                && SetInt(config, "parse_argv"u8, 0)
                && SetString(config, "program_name"u8, installation.Executable)
                && SetString(config, "executable"u8, installation.Executable);
            if (!set || CApi.Py_InitializeFromInitConfig(config) < 0)
            {
                byte* message = null;
                _ = CApi.PyInitConfig_GetError(config, &message);
                throw new PythonNotUsableException(PythonProblem.InitializationFailed,
                    $"{installation} did not initialize: {Marshal.PtrToStringUTF8((nint)message)}", installation.Executable);
            }
        }
        finally
        {
            CApi.PyInitConfig_Free(config);
        }
    }

    private static bool SetInt(nint config, ReadOnlySpan<byte> name, long value)
    {
        fixed (byte* pointer = name)
        {
            return CApi.PyInitConfig_SetInt(config, pointer, value) == 0;
        }
    }

    private static bool SetString(nint config, ReadOnlySpan<byte> name, string value)
    {
        fixed (byte* pointer = name)
        fixed (byte* text = Encoding.UTF8.GetBytes(value + "\0"))
        {
            return CApi.PyInitConfig_SetStr(config, pointer, text) == 0;
        }
    }

    private static bool IsCLocale()
    {
        foreach (string variable in (string[])["LC_ALL", "LC_CTYPE", "LANG"])
        {
            if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value)
            {
                return value is "C" or "POSIX";
            }
        }
        return true;
    }
}
