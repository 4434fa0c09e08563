using System;
using PyAsync.CPython;

namespace PyAsync.Interpreters;

/// <summary>Python's exceptions as .NET's and back; the part that a room above brings. On a thread that holds the GIL.</summary>
internal interface IExceptionTranslator
{
    /// <summary>The .NET exception that tells of a Python one.</summary>
    Exception ToException(PyBorrowed exception);

    /// <summary>An exception object, owned, that stands for a .NET exception in Python.</summary>
    PyOwned ToPython(Exception exception);
}
