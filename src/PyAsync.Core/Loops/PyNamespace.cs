using System;
using PyAsync.CPython;
using PyAsync.Interpreters;

namespace PyAsync.Loops;

/// <summary>
/// The names that code run on a loop keeps from call to call. The first loop's is Python's <c>__main__</c>, so that
/// what the user defines can be pickled; every other loop has a module of its own, and cloudpickle is told of it. The loop's thread.
/// </summary>
internal sealed class PyNamespace : IDisposable
{
    private readonly byte[] _name;
    private readonly bool _forget;
    private readonly PyInterpreter _interpreter;
    private nint _dictionary;

    /// <summary>Makes the module, or finds that of an earlier loop of the name.</summary>
    /// <param name="loop">The loop.</param>
    /// <param name="forget">The module ends with the loop; not <c>__main__</c>, which is Python's.</param>
    public PyNamespace(PyEventLoop loop, bool forget)
    {
        bool first = string.Equals(loop.Name, PyEventLoopOptions.DefaultName, StringComparison.OrdinalIgnoreCase);
        _name = System.Text.Encoding.UTF8.GetBytes(first ? "__main__\0" : $"__pyasync_{loop.Name}__\0");
        _forget = forget && !first;
        _interpreter = loop.Interpreter;
        PyBorrowed module = CApi.AddModule(_name);
        if (module.IsNull)
        {
            PyErrors.Throw();
        }
        _dictionary = CApi.PyModule_GetDict(module).Own().Detach();
        using PyOwned builtins = CApi.Import("builtins"u8).OrThrow();
        PyErrors.ThrowIfNegative(CApi.PyDict_SetItemString(Dictionary, "__builtins__"u8, builtins));
        if (!first)
        {
            using PyOwned name = CApi.Intern(_name).OrThrow();
            CApi.Call(new PyBorrowed(_interpreter.LoopFunctions.ByValue), name).OrThrow().Dispose();
        }
    }

    /// <summary>The module's <c>__dict__</c>.</summary>
    public PyBorrowed Dictionary => new(_dictionary);

    /// <summary>Gives the names back, and forgets them where that was asked for.</summary>
    public void Dispose()
    {
        new PyOwned(_dictionary).Dispose();
        _dictionary = 0;
        if (!_forget)
        {
            return;
        }
        using PyOwned key = CApi.Intern(_name).OrThrow();
        CApi.Call(new PyBorrowed(_interpreter.LoopFunctions.ByValue), key, _interpreter.Bool(false)).OrThrow().Dispose();
        if (CApi.PyObject_DelItem(CApi.PyImport_GetModuleDict(), key) < 0)
        {
            // The user's code has removed it already.
            CApi.PyErr_Clear();
        }
    }
}
