using System;
using PyAsync.Conversion;
using PyAsync.CPython;
using PyAsync.Interpreters;
using PyAsync.Loops;
using NetPyObject = Python.Runtime.PyObject;
using OwnPyObject = PyAsync.Objects.PyObject;

namespace PyAsync.PythonNet;

/// <summary>
/// The same Python object as PyAsync's and as pythonnet's: each has a reference of its own, nothing is copied. Any thread;
/// the GIL is taken as long as it lasts.
/// </summary>
public static class PythonNetObjects
{
    /// <summary>pythonnet's object. Use it as pythonnet says: with <c>Py.GIL()</c>.</summary>
    /// <param name="value">PyAsync's object.</param>
    /// <exception cref="PyAsyncException">pythonnet cannot be used here (<c>NoLiveObjects</c>), or the object was disposed.</exception>
    public static NetPyObject ToPythonNet(this OwnPyObject value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return WithGil(value.Interpreter, () => value.BorrowFor(null).ToPythonNet());
    }

    /// <summary>PyAsync's object, which is used on a loop's thread.</summary>
    /// <param name="value">pythonnet's object.</param>
    /// <param name="loop">The loop.</param>
    public static OwnPyObject ToPyAsync(this NetPyObject value, PyEventLoop loop)
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(loop);
        return WithGil(loop.Interpreter, () =>
        {
            PyBorrowed reference = value.Borrow();
            return reference.IsNull
                ? throw new PyAsyncException(PyErrorId.ObjectDisposed, "This object of pythonnet's was disposed.")
                : new OwnPyObject(loop.Interpreter, loop, reference);
        });
    }

    private static T WithGil<T>(PyInterpreter interpreter, Func<T> function)
    {
        int state = CApi.PyGILState_Ensure();
        try
        {
            using AttachedScope scope = AttachedScope.Enter(interpreter);
            _ = interpreter.LiveObjects.Require();
            return function();
        }
        finally
        {
            CApi.PyGILState_Release(state);
        }
    }
}
