using System;
using PyAsync.Native;

namespace PyAsync.Loops;

/// <summary>
/// The names that code run on a loop keeps from call to call. The first loop's is Python's <c>__main__</c>, so that
/// what the user defines can be pickled; every other loop has a module of its own. The loop's thread.
/// </summary>
internal sealed unsafe class PyNamespace : IDisposable
{
    private nint _dictionary;

    public PyNamespace(PyEventLoop loop)
    {
        bool first = string.Equals(loop.Name, PyEventLoopOptions.DefaultName, StringComparison.OrdinalIgnoreCase);
        byte[] name = System.Text.Encoding.UTF8.GetBytes(first ? "__main__\0" : $"__pyasync_{loop.Name}__\0");
        fixed (byte* pointer = name)
        {
            PyBorrowed module = CPython.PyImport_AddModule(pointer);
            if (module.IsNull)
            {
                PyErrors.Throw();
            }
            _dictionary = CPython.PyModule_GetDict(module).Own().Detach();
        }
        using PyOwned builtins = CPython.Import("builtins"u8).OrThrow();
        fixed (byte* key = "__builtins__"u8)
        {
            PyErrors.ThrowIfNegative(CPython.PyDict_SetItemString(Dictionary, key, builtins));
        }
    }

    /// <summary>The module's <c>__dict__</c>.</summary>
    public PyBorrowed Dictionary => new(_dictionary);

    public void Dispose()
    {
        new PyOwned(_dictionary).Dispose();
        _dictionary = 0;
    }
}
