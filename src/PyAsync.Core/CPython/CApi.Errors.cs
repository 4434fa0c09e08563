namespace PyAsync.CPython;

// The error indicator.
internal static unsafe partial class CApi
{
    public static delegate* unmanaged[Cdecl, SuppressGCTransition]<PyBorrowed> PyErr_Occurred;
    public static delegate* unmanaged[Cdecl]<void> PyErr_Clear;
    public static delegate* unmanaged[Cdecl]<nint*, nint*, nint*, void> PyErr_Fetch;
    public static delegate* unmanaged[Cdecl]<nint*, nint*, nint*, void> PyErr_NormalizeException;
    public static delegate* unmanaged[Cdecl]<PyStolen, PyStolen, PyStolen, void> PyErr_Restore;
    public static delegate* unmanaged[Cdecl]<PyBorrowed, PyBorrowed, int> PyException_SetTraceback;
    public static delegate* unmanaged[Cdecl]<PyOwned> PyErr_GetRaisedException;
    public static delegate* unmanaged[Cdecl]<PyStolen, void> PyErr_SetRaisedException;
    public static delegate* unmanaged[Cdecl]<PyBorrowed, byte*, void> PyErr_SetString;
    public static delegate* unmanaged[Cdecl]<PyBorrowed, PyBorrowed, void> PyErr_SetObject;
    public static delegate* unmanaged[Cdecl]<PyBorrowed, void> PyErr_SetNone;
    public static delegate* unmanaged[Cdecl]<PyBorrowed, int> PyErr_ExceptionMatches;
    public static delegate* unmanaged[Cdecl]<PyBorrowed, PyBorrowed, int> PyErr_GivenExceptionMatches;
    public static delegate* unmanaged[Cdecl]<PyBorrowed, void> PyErr_WriteUnraisable;

    private static void LoadErrors(PythonLibrary library)
    {
        nint address;
        PyErr_Occurred = (delegate* unmanaged[Cdecl, SuppressGCTransition]<PyBorrowed>)library.Export("PyErr_Occurred");
        PyErr_Clear = (delegate* unmanaged[Cdecl]<void>)library.Export("PyErr_Clear");
        PyErr_Fetch = (delegate* unmanaged[Cdecl]<nint*, nint*, nint*, void>)library.Export("PyErr_Fetch");
        PyErr_NormalizeException = (delegate* unmanaged[Cdecl]<nint*, nint*, nint*, void>)library.Export("PyErr_NormalizeException");
        PyErr_Restore = (delegate* unmanaged[Cdecl]<PyStolen, PyStolen, PyStolen, void>)library.Export("PyErr_Restore");
        PyException_SetTraceback = (delegate* unmanaged[Cdecl]<PyBorrowed, PyBorrowed, int>)library.Export("PyException_SetTraceback");
        PyErr_GetRaisedException = library.TryExport("PyErr_GetRaisedException", out address) ? (delegate* unmanaged[Cdecl]<PyOwned>)address : null;
        PyErr_SetRaisedException = library.TryExport("PyErr_SetRaisedException", out address) ? (delegate* unmanaged[Cdecl]<PyStolen, void>)address : null;
        PyErr_SetString = (delegate* unmanaged[Cdecl]<PyBorrowed, byte*, void>)library.Export("PyErr_SetString");
        PyErr_SetObject = (delegate* unmanaged[Cdecl]<PyBorrowed, PyBorrowed, void>)library.Export("PyErr_SetObject");
        PyErr_SetNone = (delegate* unmanaged[Cdecl]<PyBorrowed, void>)library.Export("PyErr_SetNone");
        PyErr_ExceptionMatches = (delegate* unmanaged[Cdecl]<PyBorrowed, int>)library.Export("PyErr_ExceptionMatches");
        PyErr_GivenExceptionMatches = (delegate* unmanaged[Cdecl]<PyBorrowed, PyBorrowed, int>)library.Export("PyErr_GivenExceptionMatches");
        PyErr_WriteUnraisable = (delegate* unmanaged[Cdecl]<PyBorrowed, void>)library.Export("PyErr_WriteUnraisable");
    }
}
