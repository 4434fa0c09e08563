namespace PyAsync.CPython;

// str, bytes and buffers.
internal static unsafe partial class CApi
{
    public static delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, uint, PyOwned> PyUnicode_New;
    public static delegate* unmanaged[Cdecl]<byte*, nint, PyOwned> PyUnicode_FromStringAndSize;
    public static delegate* unmanaged[Cdecl]<byte*, nint, byte*, int*, PyOwned> PyUnicode_DecodeUTF16;
    public static delegate* unmanaged[Cdecl]<PyBorrowed, nint*, byte*> PyUnicode_AsUTF8AndSize;
    public static delegate* unmanaged[Cdecl]<PyBorrowed, byte*, byte*, PyOwned> PyUnicode_AsEncodedString;
    public static delegate* unmanaged[Cdecl]<PyBorrowed, uint*, nint, int, uint*> PyUnicode_AsUCS4;
    public static delegate* unmanaged[Cdecl]<byte*, PyOwned> PyUnicode_InternFromString;
    public static delegate* unmanaged[Cdecl, SuppressGCTransition]<PyBorrowed, nint> PyUnicode_GetLength;
    public static delegate* unmanaged[Cdecl]<byte*, nint, PyOwned> PyBytes_FromStringAndSize;
    public static delegate* unmanaged[Cdecl]<PyBorrowed, byte**, nint*, int> PyBytes_AsStringAndSize;
    public static delegate* unmanaged[Cdecl]<PyBorrowed, byte*> PyByteArray_AsString;
    public static delegate* unmanaged[Cdecl]<PyBorrowed, nint> PyByteArray_Size;
    public static delegate* unmanaged[Cdecl]<byte*, nint, PyOwned> PyByteArray_FromStringAndSize;
    public static delegate* unmanaged[Cdecl]<PyBorrowed, PyBuffer*, int, int> PyObject_GetBuffer;
    public static delegate* unmanaged[Cdecl]<PyBuffer*, void> PyBuffer_Release;
    public static delegate* unmanaged[Cdecl]<byte*, nint, int, PyOwned> PyMemoryView_FromMemory;
    public static delegate* unmanaged[Cdecl]<PyBorrowed, PyOwned> PyMemoryView_FromObject;

    private static void LoadStrings(PythonLibrary library)
    {
        PyUnicode_New = (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, uint, PyOwned>)library.Export("PyUnicode_New");
        PyUnicode_FromStringAndSize = (delegate* unmanaged[Cdecl]<byte*, nint, PyOwned>)library.Export("PyUnicode_FromStringAndSize");
        PyUnicode_DecodeUTF16 = (delegate* unmanaged[Cdecl]<byte*, nint, byte*, int*, PyOwned>)library.Export("PyUnicode_DecodeUTF16");
        PyUnicode_AsUTF8AndSize = (delegate* unmanaged[Cdecl]<PyBorrowed, nint*, byte*>)library.Export("PyUnicode_AsUTF8AndSize");
        PyUnicode_AsEncodedString = (delegate* unmanaged[Cdecl]<PyBorrowed, byte*, byte*, PyOwned>)library.Export("PyUnicode_AsEncodedString");
        PyUnicode_AsUCS4 = (delegate* unmanaged[Cdecl]<PyBorrowed, uint*, nint, int, uint*>)library.Export("PyUnicode_AsUCS4");
        PyUnicode_InternFromString = (delegate* unmanaged[Cdecl]<byte*, PyOwned>)library.Export("PyUnicode_InternFromString");
        PyUnicode_GetLength = (delegate* unmanaged[Cdecl, SuppressGCTransition]<PyBorrowed, nint>)library.Export("PyUnicode_GetLength");
        PyBytes_FromStringAndSize = (delegate* unmanaged[Cdecl]<byte*, nint, PyOwned>)library.Export("PyBytes_FromStringAndSize");
        PyBytes_AsStringAndSize = (delegate* unmanaged[Cdecl]<PyBorrowed, byte**, nint*, int>)library.Export("PyBytes_AsStringAndSize");
        PyByteArray_AsString = (delegate* unmanaged[Cdecl]<PyBorrowed, byte*>)library.Export("PyByteArray_AsString");
        PyByteArray_Size = (delegate* unmanaged[Cdecl]<PyBorrowed, nint>)library.Export("PyByteArray_Size");
        PyByteArray_FromStringAndSize = (delegate* unmanaged[Cdecl]<byte*, nint, PyOwned>)library.Export("PyByteArray_FromStringAndSize");
        PyObject_GetBuffer = (delegate* unmanaged[Cdecl]<PyBorrowed, PyBuffer*, int, int>)library.Export("PyObject_GetBuffer");
        PyBuffer_Release = (delegate* unmanaged[Cdecl]<PyBuffer*, void>)library.Export("PyBuffer_Release");
        PyMemoryView_FromMemory = (delegate* unmanaged[Cdecl]<byte*, nint, int, PyOwned>)library.Export("PyMemoryView_FromMemory");
        PyMemoryView_FromObject = (delegate* unmanaged[Cdecl]<PyBorrowed, PyOwned>)library.Export("PyMemoryView_FromObject");
    }
}
