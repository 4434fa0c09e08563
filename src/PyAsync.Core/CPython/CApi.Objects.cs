using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;

namespace PyAsync.CPython;

// What every object answers: attributes, items, text, iteration.
internal static unsafe partial class CApi
{
    [DllImport(Python), SuppressGCTransition]
    public static extern void Py_IncRef(PyBorrowed value);

    [DllImport(Python)]
    public static extern void Py_DecRef(PyBorrowed value);

    /// <summary>Py_DecRef of a str, or of what another reference keeps alive: no Python code can run.</summary>
    [DllImport(Python, EntryPoint = "Py_DecRef"), SuppressGCTransition]
    public static extern void Py_DecRefQuiet(PyBorrowed value);

    [DllImport(Python)]
    public static extern PyOwned PyMemoryView_FromMemory(byte* memory, nint size, int forWriting);

    [DllImport(Python)]
    public static extern PyOwned PyObject_Type(PyBorrowed value);

    [DllImport(Python)]
    public static extern PyOwned PyObject_GetAttr(PyBorrowed value, PyBorrowed name);

    [DllImport(Python)]
    private static extern PyOwned PyObject_GetAttrString(PyBorrowed value, byte* name);

    [DllImport(Python)]
    public static extern int PyObject_SetAttr(PyBorrowed value, PyBorrowed name, PyBorrowed content);

    [DllImport(Python)]
    public static extern PyOwned PyObject_Str(PyBorrowed value);

    [DllImport(Python)]
    public static extern int PyObject_IsInstance(PyBorrowed value, PyBorrowed type);

    [DllImport(Python)]
    private static extern PyOwned PyType_FromSpec(PyTypeSpec* specification);

    [DllImport(Python)]
    public static extern int PyCallable_Check(PyBorrowed value);

    [DllImport(Python)]
    public static extern PyOwned PyObject_Dir(PyBorrowed value);

    [DllImport(Python)]
    public static extern PyOwned PyObject_GetItem(PyBorrowed value, PyBorrowed key);

    [DllImport(Python)]
    public static extern int PyObject_SetItem(PyBorrowed value, PyBorrowed key, PyBorrowed item);

    [DllImport(Python)]
    public static extern int PyObject_DelItem(PyBorrowed value, PyBorrowed key);

    [DllImport(Python)]
    public static extern PyOwned PyObject_GetIter(PyBorrowed value);

    [DllImport(Python)]
    public static extern PyOwned PyIter_Next(PyBorrowed iterator);

    /// <summary>An attribute by a name written as a UTF-8 literal (<c>"name"u8</c>, which ends in a zero byte).</summary>
    public static PyOwned GetAttribute(PyBorrowed target, ReadOnlySpan<byte> name)
    {
        fixed (byte* pointer = name)
        {
            return PyObject_GetAttrString(target, pointer);
        }
    }

    /// <summary>The address of an object's type, for comparison. The object keeps it alive.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint TypeOf(PyBorrowed value)
    {
        if (s_typeOffset >= 0)
        {
            return *(nint*)(value.Pointer + s_typeOffset);
        }
        PyOwned type = PyObject_Type(value);
        nint address = type.Pointer;
        type.Dispose();
        return address;
    }

    /// <summary>The length of a tuple, list or deque, read in place; needs no GIL while the object is held. Negative where the layout is not known.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint LengthInPlace(PyBorrowed value) =>
        s_typeOffset >= 0 ? Volatile.Read(ref *(nint*)(value.Pointer + s_typeOffset + sizeof(nint))) : -1;

    /// <summary>A new type.</summary>
    public static PyOwned NewType(PyTypeSpec* specification) => PyType_FromSpec(specification);
}
