using System;
using PyAsync.CPython;
using PyAsync.Interpreters;
using PyAsync.Loops;

namespace PyAsync.Calls;

/// <summary>A function of a Python file, which is run afresh.</summary>
public sealed class PyFileTarget : PyTarget
{
    private readonly string _entryPoint;

    /// <summary>Takes the file's full path and the function's name.</summary>
    public PyFileTarget(PyEventLoop loop, string path, string entryPoint = "main")
        : base(loop)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentException.ThrowIfNullOrEmpty(entryPoint);
        Path = path;
        _entryPoint = entryPoint;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Path}:{_entryPoint}";

    private protected override PyOwned Resolve()
    {
        using PyOwned path = PyText.ToPython(Path).OrThrow();
        using PyOwned entryPoint = PyText.ToPython(_entryPoint).OrThrow();
        return CApi.Call(new PyBorrowed(PyInterpreter.Current.CallFunctions.LoadFile), path, entryPoint);
    }
}
