namespace PyAsync.CPython;

// int, float, complex.
internal static unsafe partial class CApi
{
    public static delegate* unmanaged[Cdecl, SuppressGCTransition]<long, PyOwned> PyLong_FromLongLong;
    public static delegate* unmanaged[Cdecl, SuppressGCTransition]<ulong, PyOwned> PyLong_FromUnsignedLongLong;
    // For an int only: for anything else it runs Python code, which a call without transition must not.
    public static delegate* unmanaged[Cdecl, SuppressGCTransition]<PyBorrowed, int*, long> PyLong_AsLongLongAndOverflow;
    public static delegate* unmanaged[Cdecl]<byte*, byte**, int, PyOwned> PyLong_FromString;
    public static delegate* unmanaged[Cdecl]<PyBorrowed, int, PyOwned> PyNumber_ToBase;
    public static delegate* unmanaged[Cdecl, SuppressGCTransition]<PyBorrowed, nint> PyLong_AsVoidPtr;
    public static delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, PyOwned> PyLong_FromVoidPtr;
    public static delegate* unmanaged[Cdecl, SuppressGCTransition]<double, PyOwned> PyFloat_FromDouble;
    public static delegate* unmanaged[Cdecl, SuppressGCTransition]<PyBorrowed, double> PyFloat_AsDouble;
    public static delegate* unmanaged[Cdecl]<double, double, PyOwned> PyComplex_FromDoubles;
    public static delegate* unmanaged[Cdecl]<PyBorrowed, double> PyComplex_RealAsDouble;
    public static delegate* unmanaged[Cdecl]<PyBorrowed, double> PyComplex_ImagAsDouble;
    public static delegate* unmanaged[Cdecl]<PyBorrowed, PyOwned> PyNumber_Index;
    public static delegate* unmanaged[Cdecl]<PyBorrowed, PyOwned> PyNumber_Float;

    private static void LoadNumbers(PythonLibrary library)
    {
        nint address;
        PyLong_FromLongLong = (delegate* unmanaged[Cdecl, SuppressGCTransition]<long, PyOwned>)library.Export("PyLong_FromLongLong");
        PyLong_FromUnsignedLongLong = (delegate* unmanaged[Cdecl, SuppressGCTransition]<ulong, PyOwned>)library.Export("PyLong_FromUnsignedLongLong");
        PyLong_AsLongLongAndOverflow = (delegate* unmanaged[Cdecl, SuppressGCTransition]<PyBorrowed, int*, long>)library.Export("PyLong_AsLongLongAndOverflow");
        PyLong_FromString = (delegate* unmanaged[Cdecl]<byte*, byte**, int, PyOwned>)library.Export("PyLong_FromString");
        PyNumber_ToBase = library.TryExport("PyNumber_ToBase", out address) ? (delegate* unmanaged[Cdecl]<PyBorrowed, int, PyOwned>)address : null;
        PyLong_AsVoidPtr = (delegate* unmanaged[Cdecl, SuppressGCTransition]<PyBorrowed, nint>)library.Export("PyLong_AsVoidPtr");
        PyLong_FromVoidPtr = (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, PyOwned>)library.Export("PyLong_FromVoidPtr");
        PyFloat_FromDouble = (delegate* unmanaged[Cdecl, SuppressGCTransition]<double, PyOwned>)library.Export("PyFloat_FromDouble");
        PyFloat_AsDouble = (delegate* unmanaged[Cdecl, SuppressGCTransition]<PyBorrowed, double>)library.Export("PyFloat_AsDouble");
        PyComplex_FromDoubles = (delegate* unmanaged[Cdecl]<double, double, PyOwned>)library.Export("PyComplex_FromDoubles");
        PyComplex_RealAsDouble = (delegate* unmanaged[Cdecl]<PyBorrowed, double>)library.Export("PyComplex_RealAsDouble");
        PyComplex_ImagAsDouble = (delegate* unmanaged[Cdecl]<PyBorrowed, double>)library.Export("PyComplex_ImagAsDouble");
        PyNumber_Index = (delegate* unmanaged[Cdecl]<PyBorrowed, PyOwned>)library.Export("PyNumber_Index");
        PyNumber_Float = (delegate* unmanaged[Cdecl]<PyBorrowed, PyOwned>)library.Export("PyNumber_Float");
    }
}
