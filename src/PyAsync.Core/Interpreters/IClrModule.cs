using PyAsync.CPython;

namespace PyAsync.Interpreters;

/// <summary>The part that brings pythonnet's module <c>clr</c>, for Python's <c>import clr</c>.</summary>
internal interface IClrModule
{
    /// <summary>The module; null with an ImportError set where it cannot be had. On a thread that holds the GIL.</summary>
    PyOwned ImportClr();
}
