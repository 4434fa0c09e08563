using System;
using PyAsync.CPython;
using PyAsync.Interpreters;

namespace PyAsync.Objects;

// Where the object is used, and how long that may take.
public partial class PyObject
{
    /// <summary>
    /// Runs a function where Python may be used: here, where this thread is Python's already; else on the owner's
    /// thread, or where that loop has ended, on any other of the interpreter. Waits and fails as the host does: what
    /// the function itself is to catch, it catches in itself.
    /// </summary>
    internal T OnLoop<T>(Func<IPyScheduler?, T> function)
    {
        try
        {
            if (Interpreter.IsCurrent)
            {
                using GilReturn gil = GilReturn.Begin();
                return function(Owner);
            }
            IPyScheduler scheduler = FindScheduler();
            return scheduler.Run(() => function(scheduler), Host);
        }
        catch (PyAsyncException error) when (Host is not null)
        {
            throw Host.Failure(error, PyTypeName);
        }
    }

    /// <summary>Whose object this is; null for a C# program.</summary>
    internal IObjectHost? Host => _conversion.Host;

    /// <summary>The same for what is but shown: false where there is no answer in a moment.</summary>
    internal bool TryLook<T>(Func<IPyScheduler?, T> function, out T? result, out string? place)
    {
        if (Interpreter.IsCurrent)
        {
            using GilReturn gil = GilReturn.Begin();
            place = null;
            result = function(Owner);
            return true;
        }
        IPyScheduler scheduler = FindScheduler();
        return scheduler.TryRun(() => function(scheduler), out result, out place);
    }

    /// <summary>A text about the object for a person.</summary>
    /// <param name="make">The Python function that makes it of the object; null for <c>str()</c>.</param>
    internal string Show(Func<PyInterpreter, nint>? make)
    {
        try
        {
            return TryLook(Text, out string? text, out string? place) ? text! : place is null
                ? $"<{PyTypeName}: its event loop does not answer>"
                : $"<{PyTypeName}: its event loop is blocked at {place}>";
        }
        catch (PyAsyncException)
        {
            // No loop runs, or it has just ended: a text for a person must come all the same.
            return $"<{PyTypeName}>";
        }

        string Text(IPyScheduler? loop)
        {
            nint pointer = Pointer;
            using PyOwned text = pointer == 0 ? default
                : make is null ? CApi.PyObject_Str(new PyBorrowed(pointer))
                : CApi.Call(new PyBorrowed(make(Interpreter)), new PyBorrowed(pointer));
            if (text.IsNull)
            {
                CApi.PyErr_Clear();
                return $"<{PyTypeName}>";
            }
            return PyText.FromPython(text);
        }
    }

    /// <summary>Whether a use failed for one who only shows the object, and can show its text, which says why.</summary>
    private protected bool IsOnlyShown(Exception error) => error.InnerException is PyAsyncException && Host?.IsShowing() is true;

    private IPyScheduler FindScheduler()
    {
        if (Owner is { IsRunning: true } owner)
        {
            return owner;
        }
        foreach (IPyScheduler other in Interpreter.Schedulers)
        {
            if (other.IsRunning)
            {
                return other;
            }
        }
        string whose = Owner is null ? "No Python event loop runs" : $"The Python event loop '{Owner.Name}', which this object of type '{PyTypeName}' came from, has stopped and no other runs";
        throw new PyAsyncException(PyErrorId.NoLoop, $"{whose}, so the object cannot be used.");
    }
}
