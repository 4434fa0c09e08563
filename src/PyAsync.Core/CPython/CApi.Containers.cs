using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace PyAsync.CPython;

// list, tuple, dict, set.
internal static unsafe partial class CApi
{
    [DllImport(Python)]
    public static extern PyOwned PyList_New(nint size);

    [DllImport(Python), SuppressGCTransition]
    public static extern nint PyList_Size(PyBorrowed list);

    [DllImport(Python), SuppressGCTransition]
    public static extern PyBorrowed PyList_GetItem(PyBorrowed list, nint index);

    /// <summary>PyList_SetItem for a slot of a new list that is still empty: nothing is released, so no Python code can run.</summary>
    [DllImport(Python, EntryPoint = "PyList_SetItem"), SuppressGCTransition]
    public static extern int PyList_InitItem(PyBorrowed list, nint index, PyStolen item);

    [DllImport(Python)]
    public static extern int PyList_Append(PyBorrowed list, PyBorrowed item);

    [DllImport(Python)]
    public static extern PyOwned PyTuple_New(nint size);

    [DllImport(Python), SuppressGCTransition]
    public static extern nint PyTuple_Size(PyBorrowed tuple);

    [DllImport(Python), SuppressGCTransition]
    public static extern PyBorrowed PyTuple_GetItem(PyBorrowed tuple, nint index);

    [DllImport(Python)]
    public static extern int PyTuple_SetItem(PyBorrowed tuple, nint index, PyStolen item);

    /// <summary>PyTuple_SetItem for a slot of a new tuple that is still empty.</summary>
    [DllImport(Python, EntryPoint = "PyTuple_SetItem"), SuppressGCTransition]
    public static extern int PyTuple_InitItem(PyBorrowed tuple, nint index, PyStolen item);

    [DllImport(Python)]
    public static extern PyOwned PyDict_New();

    // It asks the key for its hash, which may be Python code.
    [DllImport(Python)]
    public static extern PyBorrowed PyDict_GetItemWithError(PyBorrowed dict, PyBorrowed key);

    [DllImport(Python), SuppressGCTransition]
    public static extern nint PyDict_Size(PyBorrowed dict);

    [DllImport(Python)]
    public static extern int PyDict_SetItem(PyBorrowed dict, PyBorrowed key, PyBorrowed value);

    [DllImport(Python)]
    private static extern int PyDict_SetItemString(PyBorrowed dict, byte* key, PyBorrowed value);

    [DllImport(Python)]
    private static extern void PyCriticalSection_Begin(nint* section, PyBorrowed value);

    [DllImport(Python)]
    private static extern void PyCriticalSection_End(nint* section);

    [DllImport(Python), SuppressGCTransition]
    private static extern int PyDict_Next(PyBorrowed dict, nint* position, nint* key, nint* value);

    [DllImport(Python)]
    public static extern PyOwned PyDict_Items(PyBorrowed dict);

    [DllImport(Python)]
    public static extern PyOwned PySet_New(PyBorrowed items);

    [DllImport(Python)]
    public static extern int PySet_Add(PyBorrowed set, PyBorrowed item);

    /// <summary>Locks an object; see <see cref="CriticalSection"/>.</summary>
    public static void BeginCriticalSection(nint* section, PyBorrowed value) => PyCriticalSection_Begin(section, value);

    /// <summary>Gives the lock back.</summary>
    public static void EndCriticalSection(nint* section) => PyCriticalSection_End(section);

    /// <summary>PyDict_SetItem for a key written as a UTF-8 literal.</summary>
    public static int PyDict_SetItemString(PyBorrowed dict, ReadOnlySpan<byte> key, PyBorrowed value)
    {
        fixed (byte* pointer = key)
        {
            return PyDict_SetItemString(dict, pointer, value);
        }
    }

    /// <summary>The next item of a dict, which must not change meanwhile; false behind the last. The position begins at 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool PyDict_Next(PyBorrowed dict, ref nint position, out PyBorrowed key, out PyBorrowed value)
    {
        nint at = position;
        nint foundKey;
        nint foundValue;
        bool found = PyDict_Next(dict, &at, &foundKey, &foundValue) != 0;
        position = at;
        key = new PyBorrowed(found ? foundKey : 0);
        value = new PyBorrowed(found ? foundValue : 0);
        return found;
    }
}
