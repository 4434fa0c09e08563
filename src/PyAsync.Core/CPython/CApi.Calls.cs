using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace PyAsync.CPython;

// Calling and being called.
internal static unsafe partial class CApi
{
    [DllImport(Python)]
    public static extern PyOwned PyObject_Call(PyBorrowed callable, PyBorrowed arguments, PyBorrowed keywords);

    [DllImport(Python)]
    private static extern PyOwned PyObject_Vectorcall(PyBorrowed callable, nint* arguments, nint countAndFlags, PyBorrowed keywordNames);

    [DllImport(Python)]
    private static extern PyOwned PyObject_VectorcallDict(PyBorrowed callable, nint* arguments, nint countAndFlags, PyBorrowed keywords);

    [DllImport(Python)]
    private static extern PyOwned PyObject_VectorcallMethod(PyBorrowed name, nint* arguments, nint countAndFlags, PyBorrowed keywordNames);

    [DllImport(Python)]
    private static extern PyOwned PyEval_EvalCodeEx(
        PyBorrowed code, PyBorrowed globals, PyBorrowed locals, nint* arguments, int count, nint* keywords, int keywordCount, nint* defaults, int defaultCount, PyBorrowed keywordDefaults, PyBorrowed closure);

    [DllImport(Python)]
    public static extern PyOwned PyCell_New(PyBorrowed value);

    [DllImport(Python)]
    public static extern PyOwned PyCFunction_NewEx(nint definition, PyBorrowed self, PyBorrowed module);

    [DllImport(Python)]
    private static extern PyOwned PyCapsule_New(nint pointer, byte* name, nint destructor);

    [DllImport(Python)]
    private static extern nint PyCapsule_GetPointer(PyBorrowed capsule, byte* name);

    [DllImport(Python)]
    public static extern PyOwned PyContext_CopyCurrent();

    [DllImport(Python)]
    public static extern PyOwned PyContext_New();

    [DllImport(Python)]
    public static extern PyOwned PyContext_Copy(PyBorrowed context);

    [DllImport(Python)]
    public static extern int PyContext_Enter(PyBorrowed context);

    [DllImport(Python)]
    public static extern int PyContext_Exit(PyBorrowed context);

    // PY_VECTORCALL_ARGUMENTS_OFFSET: the callee may overwrite the slot before the first argument.
    private static nint ArgumentsOffset => nint.MinValue;

    // From 3.12 on it is a function (3.9 to 3.11: an inline one); VectorcallDict without keywords serves before.
    private static bool s_hasVectorcall;

    /// <summary>
    /// Calls with arguments that stand in the slots behind the first one, which is the callee's to use.
    /// <paramref name="keywordNames"/> is null or a tuple of names whose values stand behind the positional ones.
    /// </summary>
    public static PyOwned Vectorcall(PyBorrowed callable, scoped Span<nint> slots, int positional, PyBorrowed keywordNames = default)
    {
        fixed (nint* first = slots)
        {
            return Vectorcall(callable, first + 1, positional, keywordNames);
        }
    }

    /// <summary>The same for a method: its object stands in the second slot and counts as an argument.</summary>
    public static PyOwned VectorcallMethod(PyBorrowed name, scoped Span<nint> slots, int positional, PyBorrowed keywordNames = default)
    {
        fixed (nint* first = slots)
        {
            return PyObject_VectorcallMethod(name, first + 1, positional | ArgumentsOffset, keywordNames);
        }
    }

    /// <summary>Calls with no argument.</summary>
    public static PyOwned Call(PyBorrowed callable)
    {
        nint* slots = stackalloc nint[1];
        return Vectorcall(callable, slots + 1, 0, default);
    }

    /// <summary>Calls with one argument.</summary>
    public static PyOwned Call(PyBorrowed callable, PyBorrowed argument)
    {
        nint* slots = stackalloc nint[2];
        slots[1] = argument.Pointer;
        return Vectorcall(callable, slots + 1, 1, default);
    }

    /// <summary>Calls with two arguments.</summary>
    public static PyOwned Call(PyBorrowed callable, PyBorrowed first, PyBorrowed second)
    {
        nint* slots = stackalloc nint[3];
        slots[1] = first.Pointer;
        slots[2] = second.Pointer;
        return Vectorcall(callable, slots + 1, 2, default);
    }

    /// <summary>Calls with three arguments.</summary>
    public static PyOwned Call(PyBorrowed callable, PyBorrowed first, PyBorrowed second, PyBorrowed third)
    {
        nint* slots = stackalloc nint[4];
        slots[1] = first.Pointer;
        slots[2] = second.Pointer;
        slots[3] = third.Pointer;
        return Vectorcall(callable, slots + 1, 3, default);
    }

    /// <summary>Calls with four arguments.</summary>
    public static PyOwned Call(PyBorrowed callable, PyBorrowed first, PyBorrowed second, PyBorrowed third, PyBorrowed fourth)
    {
        nint* slots = stackalloc nint[5];
        slots[1] = first.Pointer;
        slots[2] = second.Pointer;
        slots[3] = third.Pointer;
        slots[4] = fourth.Pointer;
        return Vectorcall(callable, slots + 1, 4, default);
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

    /// <summary>
    /// Evaluates a code object with locals of its own, and a tuple of cells for its free variables; a coroutine's code gives a
    /// coroutine. (<c>eval</c> takes no cells, and <c>exec</c> gives no result.)
    /// </summary>
    public static PyOwned Evaluate(PyBorrowed code, PyBorrowed globals, PyBorrowed locals, PyBorrowed cells) =>
        PyEval_EvalCodeEx(code, globals, locals, null, 0, null, 0, null, 0, default, cells);

    /// <summary>A capsule around an address; the name is kept by Python.</summary>
    public static PyOwned NewCapsule(nint pointer, byte* name, nint destructor) => PyCapsule_New(pointer, name, destructor);

    /// <summary>The address in a capsule of that name; 0 with a Python error set for any other object.</summary>
    public static nint CapsulePointer(PyBorrowed capsule, byte* name) => PyCapsule_GetPointer(capsule, name);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static PyOwned Vectorcall(PyBorrowed callable, nint* arguments, nint positional, PyBorrowed keywordNames) => s_hasVectorcall
        ? PyObject_Vectorcall(callable, arguments, positional | ArgumentsOffset, keywordNames)
        : VectorcallBefore312(callable, arguments, positional, keywordNames);

    private static PyOwned VectorcallBefore312(PyBorrowed callable, nint* arguments, nint positional, PyBorrowed keywordNames)
    {
        if (keywordNames.IsNull)
        {
            return PyObject_VectorcallDict(callable, arguments, positional | ArgumentsOffset, default);
        }
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
        return PyObject_VectorcallDict(callable, arguments, positional | ArgumentsOffset, keywords);
    }
}
