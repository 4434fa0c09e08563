namespace PyAsync.CPython;

// list, tuple, dict, set.
internal static unsafe partial class CApi
{
    public static delegate* unmanaged[Cdecl]<nint, PyOwned> PyList_New;
    public static delegate* unmanaged[Cdecl, SuppressGCTransition]<PyBorrowed, nint> PyList_Size;
    public static delegate* unmanaged[Cdecl, SuppressGCTransition]<PyBorrowed, nint, PyBorrowed> PyList_GetItem;
    public static delegate* unmanaged[Cdecl]<PyBorrowed, nint, PyStolen, int> PyList_SetItem;
    /// <summary>PyList_SetItem for a slot of a new list that is still empty: nothing is released, so no Python code can run.</summary>
    public static delegate* unmanaged[Cdecl, SuppressGCTransition]<PyBorrowed, nint, PyStolen, int> PyList_InitItem;
    public static delegate* unmanaged[Cdecl]<PyBorrowed, PyBorrowed, int> PyList_Append;
    public static delegate* unmanaged[Cdecl]<nint, PyOwned> PyTuple_New;
    public static delegate* unmanaged[Cdecl, SuppressGCTransition]<PyBorrowed, nint> PyTuple_Size;
    public static delegate* unmanaged[Cdecl, SuppressGCTransition]<PyBorrowed, nint, PyBorrowed> PyTuple_GetItem;
    public static delegate* unmanaged[Cdecl]<PyBorrowed, nint, PyStolen, int> PyTuple_SetItem;
    /// <summary>PyTuple_SetItem for a slot of a new tuple that is still empty.</summary>
    public static delegate* unmanaged[Cdecl, SuppressGCTransition]<PyBorrowed, nint, PyStolen, int> PyTuple_InitItem;
    public static delegate* unmanaged[Cdecl]<PyOwned> PyDict_New;
    public static delegate* unmanaged[Cdecl, SuppressGCTransition]<PyBorrowed, nint> PyDict_Size;
    public static delegate* unmanaged[Cdecl]<PyBorrowed, PyBorrowed, PyBorrowed, int> PyDict_SetItem;
    public static delegate* unmanaged[Cdecl]<PyBorrowed, byte*, PyBorrowed, int> PyDict_SetItemString;
    public static delegate* unmanaged[Cdecl]<PyBorrowed, PyBorrowed, PyBorrowed> PyDict_GetItemWithError;
    public static delegate* unmanaged[Cdecl]<PyBorrowed, byte*, PyBorrowed> PyDict_GetItemString;
    public static delegate* unmanaged[Cdecl, SuppressGCTransition]<PyBorrowed, nint*, nint*, nint*, int> PyDict_Next;
    public static delegate* unmanaged[Cdecl]<PyBorrowed, PyOwned> PyDict_Items;
    public static delegate* unmanaged[Cdecl]<PyBorrowed, PyOwned> PySet_New;
    public static delegate* unmanaged[Cdecl]<PyBorrowed, PyBorrowed, int> PySet_Add;
    public static delegate* unmanaged[Cdecl, SuppressGCTransition]<PyBorrowed, nint> PySet_Size;

    private static void LoadContainers(PythonLibrary library)
    {
        PyList_New = (delegate* unmanaged[Cdecl]<nint, PyOwned>)library.Export("PyList_New");
        PyList_Size = (delegate* unmanaged[Cdecl, SuppressGCTransition]<PyBorrowed, nint>)library.Export("PyList_Size");
        PyList_GetItem = (delegate* unmanaged[Cdecl, SuppressGCTransition]<PyBorrowed, nint, PyBorrowed>)library.Export("PyList_GetItem");
        PyList_SetItem = (delegate* unmanaged[Cdecl]<PyBorrowed, nint, PyStolen, int>)library.Export("PyList_SetItem");
        PyList_InitItem = (delegate* unmanaged[Cdecl, SuppressGCTransition]<PyBorrowed, nint, PyStolen, int>)library.Export("PyList_SetItem");
        PyList_Append = (delegate* unmanaged[Cdecl]<PyBorrowed, PyBorrowed, int>)library.Export("PyList_Append");
        PyTuple_New = (delegate* unmanaged[Cdecl]<nint, PyOwned>)library.Export("PyTuple_New");
        PyTuple_Size = (delegate* unmanaged[Cdecl, SuppressGCTransition]<PyBorrowed, nint>)library.Export("PyTuple_Size");
        PyTuple_GetItem = (delegate* unmanaged[Cdecl, SuppressGCTransition]<PyBorrowed, nint, PyBorrowed>)library.Export("PyTuple_GetItem");
        PyTuple_SetItem = (delegate* unmanaged[Cdecl]<PyBorrowed, nint, PyStolen, int>)library.Export("PyTuple_SetItem");
        PyTuple_InitItem = (delegate* unmanaged[Cdecl, SuppressGCTransition]<PyBorrowed, nint, PyStolen, int>)library.Export("PyTuple_SetItem");
        PyDict_New = (delegate* unmanaged[Cdecl]<PyOwned>)library.Export("PyDict_New");
        PyDict_Size = (delegate* unmanaged[Cdecl, SuppressGCTransition]<PyBorrowed, nint>)library.Export("PyDict_Size");
        PyDict_SetItem = (delegate* unmanaged[Cdecl]<PyBorrowed, PyBorrowed, PyBorrowed, int>)library.Export("PyDict_SetItem");
        PyDict_SetItemString = (delegate* unmanaged[Cdecl]<PyBorrowed, byte*, PyBorrowed, int>)library.Export("PyDict_SetItemString");
        PyDict_GetItemWithError = (delegate* unmanaged[Cdecl]<PyBorrowed, PyBorrowed, PyBorrowed>)library.Export("PyDict_GetItemWithError");
        PyDict_GetItemString = (delegate* unmanaged[Cdecl]<PyBorrowed, byte*, PyBorrowed>)library.Export("PyDict_GetItemString");
        PyDict_Next = (delegate* unmanaged[Cdecl, SuppressGCTransition]<PyBorrowed, nint*, nint*, nint*, int>)library.Export("PyDict_Next");
        PyDict_Items = (delegate* unmanaged[Cdecl]<PyBorrowed, PyOwned>)library.Export("PyDict_Items");
        PySet_New = (delegate* unmanaged[Cdecl]<PyBorrowed, PyOwned>)library.Export("PySet_New");
        PySet_Add = (delegate* unmanaged[Cdecl]<PyBorrowed, PyBorrowed, int>)library.Export("PySet_Add");
        PySet_Size = (delegate* unmanaged[Cdecl, SuppressGCTransition]<PyBorrowed, nint>)library.Export("PySet_Size");
    }
}
