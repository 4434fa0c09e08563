using PyAsync.CPython;
using PyAsync.Interpreters;
using PyAsync.Loops;

namespace PyAsync.Calls;

/// <summary>A warning that Python code gave by <c>warnings.warn</c>: a record that an <see cref="ICallOutput"/> gets.</summary>
/// <param name="Category">The warning's class: <c>DeprecationWarning</c>.</param>
/// <param name="Message">Its text.</param>
/// <param name="File">The file that it is about.</param>
/// <param name="Line">The line in it.</param>
/// <param name="Loop">The loop whose thread gave it; null where another of Python's threads did.</param>
public sealed record PyWarning(string Category, string Message, string File, int Line, PyEventLoop? Loop)
{
    /// <summary>The Python function that gives a warning to the origin of the calling task, and says whether it was taken. On a thread that holds the GIL.</summary>
    internal static PyOwned CreateSender() => HostFunction.Create((arguments, _) =>
    {
        bool taken = CallOrigin.Current?.Output is { } output && output.TryWrite(new PyWarning(
            PyText.FromPython(new PyBorrowed(arguments[0])),
            PyText.FromPython(new PyBorrowed(arguments[1])),
            PyText.FromPython(new PyBorrowed(arguments[2])),
            PyInt.ToInt32(new PyBorrowed(arguments[3])),
            PyEventLoop.Current));
        return PyInterpreter.Current.Bool(taken).Own();
    });
}
