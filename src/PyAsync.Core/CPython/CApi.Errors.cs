using System.Runtime.InteropServices;

namespace PyAsync.CPython;

// The error indicator.
internal static unsafe partial class CApi
{
    [DllImport(Python), SuppressGCTransition]
    public static extern PyBorrowed PyErr_Occurred();

    [DllImport(Python)]
    public static extern void PyErr_Clear();

    [DllImport(Python)]
    private static extern void PyErr_Fetch(nint* type, nint* value, nint* traceback);

    [DllImport(Python)]
    public static extern int PyErr_CheckSignals();

    [DllImport(Python)]
    private static extern void PyErr_NormalizeException(nint* type, nint* value, nint* traceback);

    [DllImport(Python)]
    private static extern void PyErr_Restore(PyStolen type, PyStolen value, PyStolen traceback);

    [DllImport(Python)]
    private static extern int PyException_SetTraceback(PyBorrowed exception, PyBorrowed traceback);

    [DllImport(Python)]
    private static extern PyOwned PyErr_GetRaisedException();

    [DllImport(Python)]
    private static extern void PyErr_SetRaisedException(PyStolen exception);

    [DllImport(Python)]
    private static extern void PyErr_SetString(PyBorrowed type, byte* message);

    [DllImport(Python)]
    public static extern int PyErr_ExceptionMatches(PyBorrowed type);

    [DllImport(Python)]
    public static extern int PyErr_GivenExceptionMatches(PyBorrowed exception, PyBorrowed type);

    [DllImport(Python)]
    public static extern void PyErr_WriteUnraisable(PyBorrowed context);

    // From 3.12 on; before, an exception was three references.
    private static bool s_hasRaisedException;

    /// <summary>The pending exception object with its traceback attached, and no error pending any more. Null if there was none.</summary>
    public static PyOwned FetchError()
    {
        if (s_hasRaisedException)
        {
            return PyErr_GetRaisedException();
        }
        nint type, value, traceback;
        PyErr_Fetch(&type, &value, &traceback);
        if (type == 0)
        {
            return default;
        }
        PyErr_NormalizeException(&type, &value, &traceback);
        if (traceback != 0)
        {
            _ = PyException_SetTraceback(new PyBorrowed(value), new PyBorrowed(traceback));
        }
        new PyOwned(type).Dispose();
        new PyOwned(traceback).Dispose();
        return new PyOwned(value);
    }

    /// <summary>Makes an exception object the pending error.</summary>
    public static void RestoreError(PyOwned exception)
    {
        if (s_hasRaisedException)
        {
            PyErr_SetRaisedException(exception.Steal());
            return;
        }
        PyOwned type = PyObject_Type(exception);
        using PyOwned traceback = GetAttribute(exception, "__traceback__"u8);
        nint own = traceback.Pointer == Library!.Data("_Py_NoneStruct") ? 0 : traceback.Borrow().Own().Detach();
        PyErr_Restore(type.Steal(), exception.Steal(), new PyStolen(own));
    }

    /// <summary>Sets a Python error of a built-in type, such as <c>PyExc_RuntimeError</c>.</summary>
    public static void SetError(string type, string message)
    {
        fixed (byte* pointer = Utf8(message))
        {
            PyErr_SetString(Exception(type), pointer);
        }
    }

    /// <summary>A built-in exception type by the name of its symbol, such as <c>PyExc_ValueError</c>.</summary>
    public static PyBorrowed Exception(string name) => new(Library!.Indirect(name));
}
