using System.Runtime.CompilerServices;
using PyAsync.CPython;
using PyAsync.Interpreters;
using NetPyObject = Python.Runtime.PyObject;

namespace PyAsync.PythonNet;

/// <summary>References between our binding and pythonnet's. On a thread that holds the GIL.</summary>
internal static class NetReferences
{
    /// <summary>Hands a reference to pythonnet.</summary>
    public static NetPyObject ToPythonNet(this PyOwned reference) => Make(reference.OrThrow().Detach());

    /// <summary>Pythonnet's object for something that is borrowed.</summary>
    public static NetPyObject ToPythonNet(this PyBorrowed reference) => Make(reference.Own().Detach());

    /// <summary>What pythonnet's object refers to.</summary>
#pragma warning disable CS0612 // Handle has no other form.
    public static PyBorrowed Borrow(this NetPyObject value) => new(value.Handle);
#pragma warning restore CS0612

    /// <summary>Takes the reference of pythonnet's object, which is released.</summary>
    public static PyOwned Release(this NetPyObject value)
    {
        PyOwned own = value.Borrow().Own();
        value.Dispose();
        return own;
    }

    // Takes over the reference. Its public constructors take no address.
    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    private static extern NetPyObject Make(nint reference);
}
