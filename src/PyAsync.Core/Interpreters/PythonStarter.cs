using System;
using PyAsync.CPython;
using PyAsync.Environments;

namespace PyAsync.Interpreters;

/// <summary>Initializes the interpreter on the calling thread, which becomes Python's main thread and holds the GIL.</summary>
internal static class PythonStarter
{
    public static void Start(PythonInstallation installation)
    {
        if (CApi.HasInitConfig)
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
        if (IsCLocale())
        {
            CApi.TurnOnUtf8Mode();
        }
        CApi.SetProgramName(installation.Executable);
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
            bool set = CApi.SetInt(config, "isolated"u8, 0)
                && CApi.SetInt(config, "use_environment"u8, 1)
                && CApi.SetInt(config, "user_site_directory"u8, 1)
                && CApi.SetInt(config, "install_signal_handlers"u8, 0)
                && CApi.SetInt(config, "parse_argv"u8, 0)
                && CApi.SetString(config, "program_name"u8, installation.Executable)
                && CApi.SetString(config, "executable"u8, installation.Executable);
            if (!set || CApi.Py_InitializeFromInitConfig(config) < 0)
            {
                throw new PythonNotUsableException(PythonProblem.InitializationFailed,
                    $"{installation} did not initialize: {CApi.ConfigError(config)}", installation.Executable);
            }
        }
        finally
        {
            CApi.PyInitConfig_Free(config);
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
