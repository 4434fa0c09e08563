using PyAsync.CPython;
using PyAsync.Interpreters;

namespace PyAsync.Objects;

/// <summary>Values both ways: the part that the room above brings for live objects. On a thread that holds the GIL.</summary>
internal interface IValueConverter
{
    /// <summary>A Python object for a .NET value, owned.</summary>
    PyOwned ToPython(object? value, IPyScheduler? scheduler);

    /// <summary>A .NET value for a Python object.</summary>
    object? FromPython(PyBorrowed value, IPyScheduler? scheduler, PyConversion conversion);

    /// <summary>What stands in a wrapper of the host's; the value itself where it is none.</summary>
    object? Unwrap(object? value);

    /// <summary>The .NET object that a Python object stands for; false where it stands for none.</summary>
    bool TryReadLive(PyBorrowed value, out object? result);
}
