using System;
using System.Collections.Generic;
using System.IO;
using PyAsync.CPython;
using PyAsync.Interpreters;
using Python.Runtime;

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

    private static bool IsNew(Type type, Type contract) =>
        !type.IsInterface && contract.IsAssignableFrom(type) && !contract.IsAssignableFrom(type.BaseType);

    private static PyType Get(ref nint slot, ReadOnlySpan<byte> name) => new(new PyBorrowed(PythonModule.Get(ref slot, "pyasync._net"u8, name)).ToPythonNet());
}
