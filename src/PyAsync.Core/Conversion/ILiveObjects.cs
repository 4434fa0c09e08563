using PyAsync.CPython;

namespace PyAsync.Conversion;

/// <summary>
/// .NET objects alive in Python. PyAsync.PythonNet brings them by pythonnet; this assembly refers to neither and finds them
/// when they are first needed. On a thread that holds the GIL.
/// </summary>
internal interface ILiveObjects
{
    /// <summary>Whether the instances of a Python type stand for .NET objects.</summary>
    bool IsLive(nint type);

    /// <summary>The live object for a .NET object; what has a Python form of its own there (text, numbers, what can be awaited) becomes that.</summary>
    PyOwned ToPython(object value);

    /// <summary>The very .NET object that an instance of such a type stands for.</summary>
    object? FromPython(PyBorrowed value);
}
