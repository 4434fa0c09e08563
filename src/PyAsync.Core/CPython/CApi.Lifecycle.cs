using System.Runtime.InteropServices;

namespace PyAsync.CPython;

// Starting the interpreter, and thread states.
internal static unsafe partial class CApi
{
    [DllImport(Python)]
    public static extern int Py_IsInitialized();

    [DllImport(Python)]
    public static extern void PyConfig_InitPythonConfig(nint config);

    [DllImport(Python)]
    public static extern void PyConfig_InitIsolatedConfig(nint config);

    [DllImport(Python)]
    public static extern PyStatus PyConfig_SetArgv(nint config, nint count, nint* arguments);

    [DllImport(Python)]
    public static extern PyStatus PyConfig_SetBytesArgv(nint config, nint count, nint* arguments);

    [DllImport(Python)]
    public static extern void PyConfig_Clear(nint config);

    [DllImport(Python)]
    public static extern PyStatus Py_InitializeFromConfig(nint config);

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
    public static extern int PyGILState_Check();

    [DllImport(Python)]
    public static extern int PyThreadState_SetAsyncExc(ulong thread, PyBorrowed exception);

    [DllImport(Python)]
    public static extern ulong PyThread_get_thread_ident();

    [DllImport(Python)]
    public static extern ulong PyThread_get_thread_native_id();
}
