namespace PyAsync.CPython;

// Calling and being called.
internal static unsafe partial class CApi
{
    public static delegate* unmanaged[Cdecl]<PyBorrowed, PyBorrowed, PyBorrowed, PyOwned> PyObject_Call;
    public static delegate* unmanaged[Cdecl]<PyBorrowed, nint*, nint, PyBorrowed, PyOwned> PyObject_VectorcallDict;
    public static delegate* unmanaged[Cdecl]<PyBorrowed, nint*, nint, PyBorrowed, PyOwned> PyObject_VectorcallMethod;
    /// <summary>Evaluates a code object with locals of its own, and cells for its free variables: what <c>exec</c> cannot do, as it gives no coroutine.</summary>
    public static delegate* unmanaged[Cdecl]<PyBorrowed, PyBorrowed, PyBorrowed, nint*, int, nint*, int, nint*, int, PyBorrowed, PyBorrowed, PyOwned> PyEval_EvalCodeEx;
    public static delegate* unmanaged[Cdecl]<PyBorrowed, PyOwned> PyCell_New;
    public static delegate* unmanaged[Cdecl]<nint, PyBorrowed, PyBorrowed, PyOwned> PyCFunction_NewEx;
    public static delegate* unmanaged[Cdecl]<nint, byte*, nint, PyOwned> PyCapsule_New;
    public static delegate* unmanaged[Cdecl]<PyBorrowed, byte*, nint> PyCapsule_GetPointer;
    public static delegate* unmanaged[Cdecl]<PyOwned> PyContext_CopyCurrent;
    public static delegate* unmanaged[Cdecl]<PyOwned> PyContext_New;
    public static delegate* unmanaged[Cdecl]<PyBorrowed, PyOwned> PyContext_Copy;
    public static delegate* unmanaged[Cdecl]<PyBorrowed, int> PyContext_Enter;
    public static delegate* unmanaged[Cdecl]<PyBorrowed, int> PyContext_Exit;

    private static void LoadCalls(PythonLibrary library)
    {
        PyObject_Call = (delegate* unmanaged[Cdecl]<PyBorrowed, PyBorrowed, PyBorrowed, PyOwned>)library.Export("PyObject_Call");
        PyObject_VectorcallDict = (delegate* unmanaged[Cdecl]<PyBorrowed, nint*, nint, PyBorrowed, PyOwned>)library.Export("PyObject_VectorcallDict");
        PyObject_VectorcallMethod = (delegate* unmanaged[Cdecl]<PyBorrowed, nint*, nint, PyBorrowed, PyOwned>)library.Export("PyObject_VectorcallMethod");
        PyEval_EvalCodeEx = (delegate* unmanaged[Cdecl]<PyBorrowed, PyBorrowed, PyBorrowed, nint*, int, nint*, int, nint*, int, PyBorrowed, PyBorrowed, PyOwned>)library.Export("PyEval_EvalCodeEx");
        PyCell_New = (delegate* unmanaged[Cdecl]<PyBorrowed, PyOwned>)library.Export("PyCell_New");
        PyCFunction_NewEx = (delegate* unmanaged[Cdecl]<nint, PyBorrowed, PyBorrowed, PyOwned>)library.Export("PyCFunction_NewEx");
        PyCapsule_New = (delegate* unmanaged[Cdecl]<nint, byte*, nint, PyOwned>)library.Export("PyCapsule_New");
        PyCapsule_GetPointer = (delegate* unmanaged[Cdecl]<PyBorrowed, byte*, nint>)library.Export("PyCapsule_GetPointer");
        PyContext_CopyCurrent = (delegate* unmanaged[Cdecl]<PyOwned>)library.Export("PyContext_CopyCurrent");
        PyContext_New = (delegate* unmanaged[Cdecl]<PyOwned>)library.Export("PyContext_New");
        PyContext_Copy = (delegate* unmanaged[Cdecl]<PyBorrowed, PyOwned>)library.Export("PyContext_Copy");
        PyContext_Enter = (delegate* unmanaged[Cdecl]<PyBorrowed, int>)library.Export("PyContext_Enter");
        PyContext_Exit = (delegate* unmanaged[Cdecl]<PyBorrowed, int>)library.Export("PyContext_Exit");
    }
}
