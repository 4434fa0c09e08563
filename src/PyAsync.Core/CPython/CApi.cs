using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;
using PyAsync.Interpreters;

namespace PyAsync.CPython;

/// <summary>
/// The functions of libpython that PyAsync calls, by their C names. One library a process, so the table is static;
/// whatever belongs to an interpreter is on <see cref="PyInterpreter"/>.
/// </summary>
/// <remarks>
/// Call only from a thread that holds the GIL. Entries marked SuppressGCTransition never run Python code and never
/// wait; those that read a number need an object that is exactly an int or float (or a subclass), as the others would
/// be asked for <c>__index__</c> or <c>__float__</c>, which is Python code.
/// </remarks>
internal static unsafe partial class CApi
{
    private static readonly object s_gate = new();
    private static int s_typeOffset = -1;

    /// <summary>The library that the table points into; null before <see cref="Load"/>.</summary>
    public static PythonLibrary? Library { get; private set; }

    /// <summary><c>PyObject_Vectorcall</c>; before 3.11 it is an inline function, and VectorcallDict without keywords serves.</summary>
    private static delegate* unmanaged[Cdecl]<PyBorrowed, nint*, nint, PyBorrowed, PyOwned> s_vectorcall;

    /// <summary>CPython's version as (major, minor).</summary>
    public static Version Version { get; private set; } = new(0, 0);

    /// <summary>Fills the table. Does nothing when it is filled already.</summary>
    public static void Load(PythonLibrary library)
    {
        lock (s_gate)
        {
            if (Library is not null)
            {
                return;
            }
            LoadLifecycle(library);
            LoadObjects(library);
            LoadCalls(library);
            LoadNumbers(library);
            LoadStrings(library);
            LoadContainers(library);
            LoadModules(library);
            LoadErrors(library);
            s_vectorcall = library.TryExport("PyObject_Vectorcall", out nint vectorcall)
                ? (delegate* unmanaged[Cdecl]<PyBorrowed, nint*, nint, PyBorrowed, PyOwned>)vectorcall
                : null;
            string text = Marshal.PtrToStringUTF8((nint)Py_GetVersion()) ?? "";
            int space = text.IndexOfAny([' ', '+', 'a', 'b', 'r']);
            Version = Version.Parse(space > 0 ? text[..space] : text);
            Library = library;
        }
    }

    /// <summary>
    /// Finds where an object keeps its type, by looking for known types in known objects. So neither a debug build,
    /// nor a free-threaded one, nor a later layout needs to be known here.
    /// </summary>
    public static void ProbeTypeOffset()
    {
        PythonLibrary library = Library!;
        Span<nint> objects = [library.Data("_Py_TrueStruct"), library.Data("PyLong_Type"), library.Data("PyList_Type")];
        Span<nint> types = [library.Data("PyBool_Type"), library.Data("PyType_Type"), library.Data("PyType_Type")];
        for (int offset = sizeof(nint); offset <= 8 * sizeof(nint); offset += sizeof(nint))
        {
            bool all = true;
            for (int i = 0; i < objects.Length; i++)
            {
                all &= *(nint*)(objects[i] + offset) == types[i];
            }
            if (all)
            {
                s_typeOffset = offset;
                PyLayout.Probe(offset);
                return;
            }
        }
    }

    /// <summary>PyList_GetItem of an index below the list's size; read in place where the layout is known.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PyBorrowed ListItem(PyBorrowed list, nint index) =>
        PyLayout.TryReadItem(list, index, out nint item) ? new PyBorrowed(item) : PyList_GetItem(list, index);

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

    /// <summary>
    /// Calls with arguments in a C array. <paramref name="keywordNames"/> is null or a tuple of names whose values
    /// stand behind the positional ones.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PyOwned Vectorcall(PyBorrowed callable, nint* arguments, nint countAndFlags, PyBorrowed keywordNames)
    {
        return s_vectorcall != null
            ? s_vectorcall(callable, arguments, countAndFlags, keywordNames)
            : VectorcallBefore311(callable, arguments, countAndFlags, keywordNames);
    }

    /// <summary>The flag PY_VECTORCALL_ARGUMENTS_OFFSET: the callee may overwrite the slot before the first argument.</summary>
    public static nint ArgumentsOffset => nint.MinValue;

    private static PyOwned VectorcallBefore311(PyBorrowed callable, nint* arguments, nint countAndFlags, PyBorrowed keywordNames)
    {
        if (keywordNames.IsNull)
        {
            return PyObject_VectorcallDict(callable, arguments, countAndFlags, default);
        }
        nint positional = countAndFlags & ~ArgumentsOffset;
        using PyOwned keywords = PyDict_New();
        if (keywords.IsNull)
        {
            return default;
        }
        nint count = PyTuple_Size(keywordNames);
        for (nint i = 0; i < count; i++)
        {
            if (PyDict_SetItem(keywords, PyTuple_GetItem(keywordNames, i), new PyBorrowed(arguments[positional + i])) < 0)
            {
                return default;
            }
        }
        return PyObject_VectorcallDict(callable, arguments, countAndFlags, keywords);
    }

    /// <summary>Calls with no argument.</summary>
    public static PyOwned Call(PyBorrowed callable)
    {
        nint* slots = stackalloc nint[1];
        return Vectorcall(callable, slots + 1, 0 | ArgumentsOffset, default);
    }

    /// <summary>Calls with one argument.</summary>
    public static PyOwned Call(PyBorrowed callable, PyBorrowed argument)
    {
        nint* slots = stackalloc nint[2];
        slots[1] = argument.Pointer;
        return Vectorcall(callable, slots + 1, 1 | ArgumentsOffset, default);
    }

    /// <summary>Calls with two arguments.</summary>
    public static PyOwned Call(PyBorrowed callable, PyBorrowed first, PyBorrowed second)
    {
        nint* slots = stackalloc nint[3];
        slots[1] = first.Pointer;
        slots[2] = second.Pointer;
        return Vectorcall(callable, slots + 1, 2 | ArgumentsOffset, default);
    }

    /// <summary>Calls with three arguments.</summary>
    public static PyOwned Call(PyBorrowed callable, PyBorrowed first, PyBorrowed second, PyBorrowed third)
    {
        nint* slots = stackalloc nint[4];
        slots[1] = first.Pointer;
        slots[2] = second.Pointer;
        slots[3] = third.Pointer;
        return Vectorcall(callable, slots + 1, 3 | ArgumentsOffset, default);
    }

    /// <summary>Calls a method with no argument.</summary>
    public static PyOwned CallMethod(PyBorrowed target, PyBorrowed name)
    {
        nint* slots = stackalloc nint[2];
        slots[1] = target.Pointer;
        return PyObject_VectorcallMethod(name, slots + 1, 1 | ArgumentsOffset, default);
    }

    /// <summary>Calls a method with one argument.</summary>
    public static PyOwned CallMethod(PyBorrowed target, PyBorrowed name, PyBorrowed argument)
    {
        nint* slots = stackalloc nint[3];
        slots[1] = target.Pointer;
        slots[2] = argument.Pointer;
        return PyObject_VectorcallMethod(name, slots + 1, 2 | ArgumentsOffset, default);
    }

    /// <summary>Calls a method with two arguments.</summary>
    public static PyOwned CallMethod(PyBorrowed target, PyBorrowed name, PyBorrowed first, PyBorrowed second)
    {
        nint* slots = stackalloc nint[4];
        slots[1] = target.Pointer;
        slots[2] = first.Pointer;
        slots[3] = second.Pointer;
        return PyObject_VectorcallMethod(name, slots + 1, 3 | ArgumentsOffset, default);
    }

    /// <summary>An attribute by a name written as a UTF-8 literal (<c>"name"u8</c>, which ends in a zero byte).</summary>
    public static PyOwned GetAttribute(PyBorrowed target, ReadOnlySpan<byte> name)
    {
        fixed (byte* pointer = name)
        {
            return PyObject_GetAttrString(target, pointer);
        }
    }

    /// <summary>Imports a module by a name written as a UTF-8 literal.</summary>
    public static PyOwned Import(ReadOnlySpan<byte> name)
    {
        fixed (byte* pointer = name)
        {
            return PyImport_ImportModule(pointer);
        }
    }

    /// <summary>An interned str from a UTF-8 literal.</summary>
    public static PyOwned Intern(ReadOnlySpan<byte> name)
    {
        fixed (byte* pointer = name)
        {
            return PyUnicode_InternFromString(pointer);
        }
    }
}
