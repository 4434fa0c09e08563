using System;
using System.Threading;
using PyAsync.Marshalling;
using PyAsync.Native;

namespace PyAsync;

/// <summary>
/// A live Python object. Any thread may use it: what touches Python runs on the loop's thread, and the reference is
/// given back there when it is disposed or collected.
/// </summary>
public partial class PyObject : IDisposable
{
    private nint _pointer;

    /// <summary>Takes a reference of its own. On a thread that holds the GIL.</summary>
    internal unsafe PyObject(PyInterpreter interpreter, PyEventLoop? loop, PyBorrowed value)
    {
        Interpreter = interpreter;
        Owner = loop;
        _pointer = value.Own().Detach();
        PyTypeName = TypeName(value);
    }

    /// <summary>The unqualified name of the object's type.</summary>
    public string PyTypeName { get; }

    /// <summary>The loop on whose thread the object is used; null where it came from none.</summary>
    internal PyEventLoop? Owner { get; }

    internal PyInterpreter Interpreter { get; }

    internal nint Pointer => Volatile.Read(ref _pointer);

    internal bool IsAlive => Pointer != 0;

    /// <summary>The reference for use on a loop.</summary>
    /// <exception cref="PyAsyncException">The object was disposed, or belongs to another interpreter.</exception>
    internal PyBorrowed BorrowFor(PyEventLoop? loop)
    {
        nint pointer = Pointer;
        if (pointer == 0)
        {
            throw new PyAsyncException("ObjectDisposed", $"This Python object of type '{PyTypeName}' was disposed.");
        }
        if (loop is not null && loop.Interpreter != Interpreter)
        {
            throw new PyAsyncException("WrongInterpreter", $"This Python object of type '{PyTypeName}' belongs to another interpreter than the loop '{loop.Name}'.");
        }
        return new PyBorrowed(pointer);
    }

    /// <summary>Gives the reference back; the object must not be used any more.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives the reference back.</summary>
    protected virtual void Dispose(bool disposing)
    {
        nint pointer = Interlocked.Exchange(ref _pointer, 0);
        if (pointer != 0 && !(Owner?.TryRelease(pointer) ?? false))
        {
            Interpreter.ReleaseLater(pointer);
        }
    }

    /// <summary>A forgotten object gives its reference back; never on the finalizer's own thread.</summary>
    ~PyObject() => Dispose(false);

    private static unsafe string TypeName(PyBorrowed value)
    {
        using PyOwned type = CPython.PyObject_Type(value);
        return PyText.AttributeText(type, "__name__"u8) ?? "object";
    }
}
