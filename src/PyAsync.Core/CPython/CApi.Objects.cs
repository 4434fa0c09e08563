namespace PyAsync.CPython;

// What every object answers: attributes, items, truth, text, iteration.
internal static unsafe partial class CApi
{
    public static delegate* unmanaged[Cdecl, SuppressGCTransition]<PyBorrowed, void> Py_IncRef;
    public static delegate* unmanaged[Cdecl]<PyBorrowed, void> Py_DecRef;
    /// <summary>Py_DecRef of a str, or of what another reference keeps alive: no Python code can run.</summary>
    public static delegate* unmanaged[Cdecl, SuppressGCTransition]<PyBorrowed, void> Py_DecRefQuiet;
    public static delegate* unmanaged[Cdecl]<PyBorrowed, PyOwned> PyObject_Type;
    public static delegate* unmanaged[Cdecl]<PyBorrowed, PyBorrowed, PyOwned> PyObject_GetAttr;
    public static delegate* unmanaged[Cdecl]<PyBorrowed, byte*, PyOwned> PyObject_GetAttrString;
    public static delegate* unmanaged[Cdecl]<PyBorrowed, PyBorrowed, PyBorrowed, int> PyObject_SetAttr;
    public static delegate* unmanaged[Cdecl]<PyBorrowed, PyOwned> PyObject_Str;
    public static delegate* unmanaged[Cdecl]<PyBorrowed, PyOwned> PyObject_Repr;
    public static delegate* unmanaged[Cdecl]<PyBorrowed, int> PyObject_IsTrue;
    public static delegate* unmanaged[Cdecl]<PyBorrowed, PyBorrowed, int, int> PyObject_RichCompareBool;
    public static delegate* unmanaged[Cdecl]<PyBorrowed, nint> PyObject_Hash;
    public static delegate* unmanaged[Cdecl]<PyBorrowed, PyBorrowed, int> PyObject_IsInstance;
    public static delegate* unmanaged[Cdecl]<PyBorrowed, PyBorrowed, int> PyType_IsSubtype;
    public static delegate* unmanaged[Cdecl]<PyTypeSpec*, PyOwned> PyType_FromSpec;
    public static delegate* unmanaged[Cdecl]<PyBorrowed, int> PyCallable_Check;
    public static delegate* unmanaged[Cdecl]<PyBorrowed, PyOwned> PyObject_Dir;
    public static delegate* unmanaged[Cdecl]<PyBorrowed, PyBorrowed, PyOwned> PyObject_GetItem;
    public static delegate* unmanaged[Cdecl]<PyBorrowed, PyBorrowed, PyBorrowed, int> PyObject_SetItem;
    public static delegate* unmanaged[Cdecl]<PyBorrowed, PyBorrowed, int> PyObject_DelItem;
    public static delegate* unmanaged[Cdecl]<PyBorrowed, nint> PyObject_Size;
    public static delegate* unmanaged[Cdecl]<PyBorrowed, PyOwned> PyObject_GetIter;
    public static delegate* unmanaged[Cdecl]<PyBorrowed, PyOwned> PyIter_Next;

    private static void LoadObjects(PythonLibrary library)
    {
        Py_IncRef = (delegate* unmanaged[Cdecl, SuppressGCTransition]<PyBorrowed, void>)library.Export("Py_IncRef");
        Py_DecRef = (delegate* unmanaged[Cdecl]<PyBorrowed, void>)library.Export("Py_DecRef");
        Py_DecRefQuiet = (delegate* unmanaged[Cdecl, SuppressGCTransition]<PyBorrowed, void>)library.Export("Py_DecRef");
        PyObject_Type = (delegate* unmanaged[Cdecl]<PyBorrowed, PyOwned>)library.Export("PyObject_Type");
        PyObject_GetAttr = (delegate* unmanaged[Cdecl]<PyBorrowed, PyBorrowed, PyOwned>)library.Export("PyObject_GetAttr");
        PyObject_GetAttrString = (delegate* unmanaged[Cdecl]<PyBorrowed, byte*, PyOwned>)library.Export("PyObject_GetAttrString");
        PyObject_SetAttr = (delegate* unmanaged[Cdecl]<PyBorrowed, PyBorrowed, PyBorrowed, int>)library.Export("PyObject_SetAttr");
        PyObject_Str = (delegate* unmanaged[Cdecl]<PyBorrowed, PyOwned>)library.Export("PyObject_Str");
        PyObject_Repr = (delegate* unmanaged[Cdecl]<PyBorrowed, PyOwned>)library.Export("PyObject_Repr");
        PyObject_IsTrue = (delegate* unmanaged[Cdecl]<PyBorrowed, int>)library.Export("PyObject_IsTrue");
        PyObject_RichCompareBool = (delegate* unmanaged[Cdecl]<PyBorrowed, PyBorrowed, int, int>)library.Export("PyObject_RichCompareBool");
        PyObject_Hash = (delegate* unmanaged[Cdecl]<PyBorrowed, nint>)library.Export("PyObject_Hash");
        PyObject_IsInstance = (delegate* unmanaged[Cdecl]<PyBorrowed, PyBorrowed, int>)library.Export("PyObject_IsInstance");
        PyType_IsSubtype = (delegate* unmanaged[Cdecl]<PyBorrowed, PyBorrowed, int>)library.Export("PyType_IsSubtype");
        PyType_FromSpec = (delegate* unmanaged[Cdecl]<PyTypeSpec*, PyOwned>)library.Export("PyType_FromSpec");
        PyCallable_Check = (delegate* unmanaged[Cdecl]<PyBorrowed, int>)library.Export("PyCallable_Check");
        PyObject_Dir = (delegate* unmanaged[Cdecl]<PyBorrowed, PyOwned>)library.Export("PyObject_Dir");
        PyObject_GetItem = (delegate* unmanaged[Cdecl]<PyBorrowed, PyBorrowed, PyOwned>)library.Export("PyObject_GetItem");
        PyObject_SetItem = (delegate* unmanaged[Cdecl]<PyBorrowed, PyBorrowed, PyBorrowed, int>)library.Export("PyObject_SetItem");
        PyObject_DelItem = (delegate* unmanaged[Cdecl]<PyBorrowed, PyBorrowed, int>)library.Export("PyObject_DelItem");
        PyObject_Size = (delegate* unmanaged[Cdecl]<PyBorrowed, nint>)library.Export("PyObject_Size");
        PyObject_GetIter = (delegate* unmanaged[Cdecl]<PyBorrowed, PyOwned>)library.Export("PyObject_GetIter");
        PyIter_Next = (delegate* unmanaged[Cdecl]<PyBorrowed, PyOwned>)library.Export("PyIter_Next");
    }
}
