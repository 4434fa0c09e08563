using System;
using System.Threading;
using PyAsync.CPython;
using PyAsync.Interpreters;
using Python.Runtime;
using NetPyObject = Python.Runtime.PyObject;

namespace PyAsync.PythonNet;

/// <summary><c>pyasync.cancellation_token()</c> where a .NET method takes a CancellationToken. On a thread that holds the GIL.</summary>
internal sealed class TokenDecoder(NetObjects owner) : IPyObjectDecoder
{
    /// <inheritdoc/>
    public bool CanDecode(PyType objectType, Type targetType) =>
        (targetType == typeof(CancellationToken) || targetType == typeof(object)) && objectType.Borrow().Pointer == owner.Half.Token;

    /// <inheritdoc/>
    public bool TryDecode<T>(NetPyObject pyObj, out T? value)
    {
        using NetPyObject token = pyObj;
        using PyOwned source = CApi.GetAttribute(token.Borrow(), "_source"u8).OrThrow();
        value = (T)(object)TokenSource.Pass(source);
        return true;
    }
}
