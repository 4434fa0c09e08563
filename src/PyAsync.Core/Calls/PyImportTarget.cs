using PyAsync.CPython;
using PyAsync.Interpreters;
using PyAsync.Loops;

namespace PyAsync.Calls;

/// <summary>A function of a module that was imported as commands, taking plain values. The module is imported where it is not yet.</summary>
internal sealed class PyImportTarget(PyEventLoop loop, string source, string name) : PyTarget(loop)
{
    /// <inheritdoc/>
    public override string ToString() => $"{source}:{name}";

    private protected override PyOwned Resolve()
    {
        using PyOwned module = PyText.ToPython(source).OrThrow();
        using PyOwned function = PyText.ToPython(name).OrThrow();
        using PyOwned find = new(PythonModule.Get("pyasync._imports"u8, "find_function"u8));
        return CApi.Call(find, module, function);
    }
}
