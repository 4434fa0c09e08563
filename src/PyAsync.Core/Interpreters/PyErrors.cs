using System;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using PyAsync.CPython;
using PyAsync.Objects;

namespace PyAsync.Interpreters;

/// <summary>
/// Python's error indicator as C# exceptions, and C# exceptions as Python errors. On a thread that holds the GIL.
/// </summary>
internal static unsafe class PyErrors
{
    /// <summary>Throws the pending Python error as a <see cref="PyException"/> and clears it.</summary>
    [DoesNotReturn]
    public static void Throw() => throw Take();

    /// <summary>Throws where a CPython function reports failure by a negative number.</summary>
    public static void ThrowIfNegative(int result)
    {
        if (result < 0)
        {
            Throw();
        }
    }

    /// <summary>The pending Python error, which is cleared.</summary>
    public static Exception Take()
    {
        using PyOwned raised = Fetch();
        return raised.IsNull
            ? new PyAsyncException("Internal", "CPython reported a failure but set no exception. This is a defect of an extension module or of PyAsync; please report it with the call that led here.")
            : PyInterpreter.Current.Exceptions.Describe(raised);
    }

    /// <summary>The pending exception object with its traceback attached, and no error pending any more. Null if there was none.</summary>
    public static PyOwned Fetch()
    {
        if (CApi.PyErr_GetRaisedException != null)
        {
            return CApi.PyErr_GetRaisedException();
        }
        nint type, value, traceback;
        CApi.PyErr_Fetch(&type, &value, &traceback);
        if (type == 0)
        {
            return default;
        }
        CApi.PyErr_NormalizeException(&type, &value, &traceback);
        if (traceback != 0)
        {
            _ = CApi.PyException_SetTraceback(new PyBorrowed(value), new PyBorrowed(traceback));
        }
        new PyOwned(type).Dispose();
        new PyOwned(traceback).Dispose();
        return new PyOwned(value);
    }

    /// <summary>Makes an exception object the pending error.</summary>
    public static void Restore(PyOwned exception)
    {
        if (CApi.PyErr_SetRaisedException != null)
        {
            CApi.PyErr_SetRaisedException(exception.Steal());
            return;
        }
        PyOwned type = CApi.PyObject_Type(exception);
        using PyOwned traceback = CApi.GetAttribute(exception, "__traceback__"u8);
        nint own = traceback.Pointer == PyInterpreter.Current.None ? 0 : traceback.Borrow().Own().Detach();
        CApi.PyErr_Restore(type.Steal(), exception.Steal(), new PyStolen(own));
    }

    /// <summary>
    /// Makes a .NET exception the pending Python error: a <see cref="PyException"/> becomes the exception that it was,
    /// any other a <c>pyasync.HostError</c> that carries it. Never throws.
    /// </summary>
    [SuppressMessage("Design", "CA1031", Justification = "The no-throw boundary to Python: what fails here is reported as a Python error.")]
    public static void Set(Exception exception)
    {
        try
        {
            PyOwned value = PyInterpreter.Current.Exceptions.ToPython(exception);
            Restore(value);
        }
        catch (Exception second)
        {
            SetMessage(CApi.Library!.Indirect("PyExc_RuntimeError"), $"{exception.Message} (and reporting it failed: {second.Message})");
        }
    }

    /// <summary>Sets a Python error of a built-in type, given by its object's address.</summary>
    public static void SetMessage(nint type, string message)
    {
        int count = Encoding.UTF8.GetMaxByteCount(message.Length) + 1;
        byte[] bytes = new byte[count];
        Encoding.UTF8.GetBytes(message, bytes);
        fixed (byte* pointer = bytes)
        {
            CApi.PyErr_SetString(new PyBorrowed(type), pointer);
        }
    }
}
