using System;
using System.Threading;
using PyAsync.Conversion;
using PyAsync.CPython;
using PyAsync.Interpreters;
using PyAsync.Loops;

namespace PyAsync.Calls;

/// <summary>A warning that Python code gave by <c>warnings.warn</c>.</summary>
/// <param name="Category">The warning's class: <c>DeprecationWarning</c>.</param>
/// <param name="Message">Its text.</param>
/// <param name="File">The file that it is about.</param>
/// <param name="Line">The line in it.</param>
/// <param name="Loop">The loop whose thread gave it; null where another of Python's threads did.</param>
public sealed record PyWarning(string Category, string Message, string File, int Line, PyEventLoop? Loop);

/// <summary>Where Python's warnings go: to the host if it wants them, else to stderr as Python does it. Any thread.</summary>
public static class PyWarnings
{
    private static Func<PyWarning, bool>? s_handler;

    /// <summary>Takes a warning and says whether it did. Called on Python's thread with the GIL held; must be brief.</summary>
    public static Func<PyWarning, bool>? Handler
    {
        get => Volatile.Read(ref s_handler);
        set => Volatile.Write(ref s_handler, value);
    }

    /// <summary>The Python function that sends warnings here. On a thread that holds the GIL.</summary>
    internal static unsafe PyOwned CreateSender() => HostFunction.Create((arguments, _) =>
    {
        bool taken = Handler?.Invoke(new PyWarning(
            PyText.FromPython(new PyBorrowed(arguments[0])),
            PyText.FromPython(new PyBorrowed(arguments[1])),
            PyText.FromPython(new PyBorrowed(arguments[2])),
            PyNumbers.ToInt32(new PyBorrowed(arguments[3])),
            PyEventLoop.Current)) ?? false;
        return PyInterpreter.Current.Bool(taken).Own();
    });
}
