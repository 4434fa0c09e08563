using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using PyAsync.CPython;

namespace PyAsync.Interpreters;

/// <summary>
/// What a Python callable made of .NET code does: takes the arguments (borrowed addresses; positional, then those by
/// keyword) and gives an owned reference, or a null one with a Python error set. It may throw: the exception becomes a
/// Python error.
/// </summary>
internal delegate PyOwned HostFunctionBody(ReadOnlySpan<nint> arguments, PyBorrowed keywordNames);

/// <summary>Python callables made of .NET delegates; Python's reference keeps the delegate alive. On a thread that holds the GIL.</summary>
internal static class HostFunction
{
    private static readonly NativeFunction s_function = NativeFunction.Variadic("host_function", Invoke, PyErrors.Set);

    /// <summary>A callable that runs the delegate on whichever thread Python calls it from.</summary>
    public static PyOwned Create(HostFunctionBody body)
    {
        using PyOwned self = HostObjects.Wrap(new Bound(body, PyInterpreter.Current)).OrThrow();
        return s_function.Bind(self).OrThrow();
    }

    /// <summary>An owned <c>None</c>, for functions that return nothing.</summary>
    public static PyOwned None => PyInterpreter.Current.NoneRef.Own();

    [SuppressMessage("Design", "CA1031", Justification = "No exception may cross into Python: it becomes a Python error.")]
    private static PyOwned Invoke(PyBorrowed self, ReadOnlySpan<nint> arguments, PyBorrowed keywordNames)
    {
        Bound bound = Unsafe.As<Bound>(HostObjects.Unwrap(self)!);
        // Python may call from a thread of its own, such as an executor's.
        bool foreign = bound.Interpreter.EnterIfForeign();
        try
        {
            return bound.Body(arguments, keywordNames);
        }
        catch (Exception error)
        {
            PyErrors.Set(error);
            return default;
        }
        finally
        {
            if (foreign)
            {
                PyInterpreter.Leave();
            }
        }
    }

    private sealed record Bound(HostFunctionBody Body, PyInterpreter Interpreter);
}
