using System;
using System.Collections.Generic;
using System.IO;
using PyAsync.CPython;
using PyAsync.Interpreters;
using Python.Runtime;
using NetPyObject = Python.Runtime.PyObject;

namespace PyAsync.PythonNet;

/// <summary>Which classes of the Python half .NET's classes derive from in Python. On a thread that holds the GIL.</summary>
internal sealed class NetBaseTypes : IPythonBaseTypeProvider
{
    public static readonly NetBaseTypes Instance = new();

    private static nint s_object;
    private static nint s_asyncDisposable;
    private static nint s_filePath;

    /// <inheritdoc/>
    public IEnumerable<PyType> GetBaseTypes(Type type, IList<PyType> existingBases)
    {
        if (type == typeof(object))
        {
            // In place of Python's own, which it derives from.
            return [Get(ref s_object, "NetObject"u8)];
        }
        bool isDisposable = IsNew(type, typeof(IAsyncDisposable));
        bool isFile = type == typeof(FileSystemInfo);
        if (!isDisposable && !isFile)
        {
            return existingBases;
        }
        List<PyType> bases = [.. existingBases];
        if (isDisposable)
        {
            bases.Add(Get(ref s_asyncDisposable, "AsyncDisposable"u8));
        }
        if (isFile)
        {
            bases.Add(Get(ref s_filePath, "FilePath"u8));
        }
        return bases;
    }

    /// <summary>Gives a class that pythonnet made before PyAsync came the methods that it would have of its base.</summary>
    public static void Complete(PyBorrowed type)
    {
        using NetPyObject net = type.ToPythonNet();
        if (net.AsManagedObject(typeof(Type)) is not Type netType)
        {
            return;
        }
        if (IsNew(netType, typeof(IAsyncDisposable)))
        {
            Copy(PythonModule.Get(ref s_asyncDisposable, "pyasync._net"u8, "AsyncDisposable"u8), type, "__aenter__"u8);
            Copy(s_asyncDisposable, type, "__aexit__"u8);
        }
        if (netType == typeof(FileSystemInfo))
        {
            Copy(PythonModule.Get(ref s_filePath, "pyasync._net"u8, "FilePath"u8), type, "__fspath__"u8);
        }
    }

    private static void Copy(nint from, PyBorrowed to, ReadOnlySpan<byte> name)
    {
        using PyOwned key = CApi.Intern(name).OrThrow();
        using PyOwned method = CApi.PyObject_GetAttr(new PyBorrowed(from), key).OrThrow();
        PyErrors.ThrowIfNegative(CApi.PyObject_SetAttr(to, key, method));
    }

    private static bool IsNew(Type type, Type contract) =>
        !type.IsInterface && contract.IsAssignableFrom(type) && !contract.IsAssignableFrom(type.BaseType);

    private static PyType Get(ref nint slot, ReadOnlySpan<byte> name) => new(new PyBorrowed(PythonModule.Get(ref slot, "pyasync._net"u8, name)).ToPythonNet());
}
