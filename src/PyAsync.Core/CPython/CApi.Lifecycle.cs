namespace PyAsync.CPython;

// Starting the interpreter and holding its thread state.
internal static unsafe partial class CApi
{
    public static delegate* unmanaged[Cdecl]<int> Py_IsInitialized;
    public static delegate* unmanaged[Cdecl]<int, void> Py_InitializeEx;
    public static delegate* unmanaged[Cdecl]<nint, void> Py_SetProgramName;
    public static delegate* unmanaged[Cdecl]<byte*> Py_GetVersion;
    public static delegate* unmanaged[Cdecl]<nint> PyEval_SaveThread;
    public static delegate* unmanaged[Cdecl]<nint, void> PyEval_RestoreThread;
    public static delegate* unmanaged[Cdecl]<int> PyGILState_Ensure;
    public static delegate* unmanaged[Cdecl]<int, void> PyGILState_Release;
    public static delegate* unmanaged[Cdecl]<ulong, PyBorrowed, int> PyThreadState_SetAsyncExc;
    public static delegate* unmanaged[Cdecl]<ulong> PyThread_get_thread_ident;
    public static delegate* unmanaged[Cdecl]<int> PyErr_CheckSignals;
    public static delegate* unmanaged[Cdecl]<nint> PyInitConfig_Create;
    public static delegate* unmanaged[Cdecl]<nint, void> PyInitConfig_Free;
    public static delegate* unmanaged[Cdecl]<nint, byte*, long, int> PyInitConfig_SetInt;
    public static delegate* unmanaged[Cdecl]<nint, byte*, byte*, int> PyInitConfig_SetStr;
    public static delegate* unmanaged[Cdecl]<nint, byte**, int> PyInitConfig_GetError;
    public static delegate* unmanaged[Cdecl]<nint, int> Py_InitializeFromInitConfig;

    private static void LoadLifecycle(PythonLibrary library)
    {
        nint address;
        Py_IsInitialized = (delegate* unmanaged[Cdecl]<int>)library.Export("Py_IsInitialized");
        Py_InitializeEx = (delegate* unmanaged[Cdecl]<int, void>)library.Export("Py_InitializeEx");
        Py_SetProgramName = library.TryExport("Py_SetProgramName", out address) ? (delegate* unmanaged[Cdecl]<nint, void>)address : null;
        Py_GetVersion = (delegate* unmanaged[Cdecl]<byte*>)library.Export("Py_GetVersion");
        PyEval_SaveThread = (delegate* unmanaged[Cdecl]<nint>)library.Export("PyEval_SaveThread");
        PyEval_RestoreThread = (delegate* unmanaged[Cdecl]<nint, void>)library.Export("PyEval_RestoreThread");
        PyGILState_Ensure = (delegate* unmanaged[Cdecl]<int>)library.Export("PyGILState_Ensure");
        PyGILState_Release = (delegate* unmanaged[Cdecl]<int, void>)library.Export("PyGILState_Release");
        PyThreadState_SetAsyncExc = (delegate* unmanaged[Cdecl]<ulong, PyBorrowed, int>)library.Export("PyThreadState_SetAsyncExc");
        PyThread_get_thread_ident = (delegate* unmanaged[Cdecl]<ulong>)library.Export("PyThread_get_thread_ident");
        PyErr_CheckSignals = (delegate* unmanaged[Cdecl]<int>)library.Export("PyErr_CheckSignals");
        PyInitConfig_Create = library.TryExport("PyInitConfig_Create", out address) ? (delegate* unmanaged[Cdecl]<nint>)address : null;
        PyInitConfig_Free = library.TryExport("PyInitConfig_Free", out address) ? (delegate* unmanaged[Cdecl]<nint, void>)address : null;
        PyInitConfig_SetInt = library.TryExport("PyInitConfig_SetInt", out address) ? (delegate* unmanaged[Cdecl]<nint, byte*, long, int>)address : null;
        PyInitConfig_SetStr = library.TryExport("PyInitConfig_SetStr", out address) ? (delegate* unmanaged[Cdecl]<nint, byte*, byte*, int>)address : null;
        PyInitConfig_GetError = library.TryExport("PyInitConfig_GetError", out address) ? (delegate* unmanaged[Cdecl]<nint, byte**, int>)address : null;
        Py_InitializeFromInitConfig = library.TryExport("Py_InitializeFromInitConfig", out address) ? (delegate* unmanaged[Cdecl]<nint, int>)address : null;
    }
}
