namespace PyAsync.CPython;

// Importing.
internal static unsafe partial class CApi
{
    public static delegate* unmanaged[Cdecl]<byte*, PyOwned> PyImport_ImportModule;
    public static delegate* unmanaged[Cdecl]<byte*, PyBorrowed> PyImport_AddModule;
    public static delegate* unmanaged[Cdecl]<PyBorrowed, PyBorrowed> PyModule_GetDict;
    public static delegate* unmanaged[Cdecl]<PyBorrowed> PyImport_GetModuleDict;

    private static void LoadModules(PythonLibrary library)
    {
        PyImport_ImportModule = (delegate* unmanaged[Cdecl]<byte*, PyOwned>)library.Export("PyImport_ImportModule");
        PyImport_AddModule = (delegate* unmanaged[Cdecl]<byte*, PyBorrowed>)library.Export("PyImport_AddModule");
        PyModule_GetDict = (delegate* unmanaged[Cdecl]<PyBorrowed, PyBorrowed>)library.Export("PyModule_GetDict");
        PyImport_GetModuleDict = (delegate* unmanaged[Cdecl]<PyBorrowed>)library.Export("PyImport_GetModuleDict");
    }
}
