using System;
using PyAsync.CPython;
using PyAsync.Interpreters;
using PyAsync.Loops;

namespace PyAsync.Calls;

/// <summary>A function by name.</summary>
public sealed class PyFunctionTarget : PyTarget
{
    private readonly string _module;
    private readonly string _qualname;
    private readonly string? _folder;

    /// <summary>Takes <c>module:qualname</c>, a dotted path such as <c>asyncio.sleep</c>, or the bare name of what code has defined on the loop.</summary>
    /// <param name="loop">The loop.</param>
    /// <param name="name">The name.</param>
    /// <param name="folder">Where a module that Python does not find is looked for as a file; null where it is not.</param>
    public PyFunctionTarget(PyEventLoop loop, string name, string? folder = null)
        : base(loop)
    {
        _folder = folder;
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Name = name.Trim();
        int colon = Name.IndexOf(':', StringComparison.Ordinal);
        _module = colon < 0 ? Name : Name[..colon];
        _qualname = colon < 0 ? "" : Name[(colon + 1)..];
    }

    /// <summary>The name as it was given.</summary>
    public string Name { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;

    private protected override PyOwned Resolve()
    {
        using PyOwned module = PyText.ToPython(_module).OrThrow();
        using PyOwned qualname = PyText.ToPython(_qualname).OrThrow();
        using PyOwned folder = _folder is null ? PyInterpreter.Current.NoneRef.Own() : PyText.ToPython(_folder).OrThrow();
        return CApi.Call(new PyBorrowed(PyInterpreter.Current.CallFunctions.Resolve), module, qualname, Loop.Namespace.Dictionary, folder);
    }
}
