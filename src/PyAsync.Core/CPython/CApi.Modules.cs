using System;
using System.Runtime.InteropServices;

namespace PyAsync.CPython;

// Importing.
internal static unsafe partial class CApi
{
    [DllImport(Python)]
    private static extern PyOwned PyImport_ImportModule(byte* name);

    [DllImport(Python)]
    private static extern PyBorrowed PyImport_AddModule(byte* name);

    [DllImport(Python)]
    public static extern PyBorrowed PyModule_GetDict(PyBorrowed module);

    [DllImport(Python)]
    public static extern PyBorrowed PyImport_GetModuleDict();

    /// <summary>Imports a module by a name written as a UTF-8 literal.</summary>
    public static PyOwned Import(ReadOnlySpan<byte> name)
    {
        fixed (byte* pointer = name)
        {
            return PyImport_ImportModule(pointer);
        }
    }

    /// <summary>The module of that name (UTF-8, ended by a zero byte) in <c>sys.modules</c>, made where there is none.</summary>
    public static PyBorrowed AddModule(ReadOnlySpan<byte> name)
    {
        fixed (byte* pointer = name)
        {
            return PyImport_AddModule(pointer);
        }
    }
}
