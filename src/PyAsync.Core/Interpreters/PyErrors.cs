using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using PyAsync.CPython;
using PyAsync.Objects;

namespace PyAsync.Interpreters;

/// <summary>
/// Python's error indicator as C# exceptions, and C# exceptions as Python errors. On a thread that holds the GIL.
/// </summary>
internal static class PyErrors
{
    /// <summary>Throws the pending Python error as a <see cref="PyException"/> and clears it.</summary>
    [DoesNotReturn]
    public static void Throw() => throw Take();

    /// <summary>The reference, or the pending Python error as a C# exception where it is null.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PyOwned OrThrow(this PyOwned owned)
    {
        if (owned.IsNull)
        {
            Throw();
        }
        return owned;
    }

    /// <summary>Throws where a CPython function reports failure by a negative number.</summary>
    public static void ThrowIfNegative(int result)
    {
        if (result < 0)
        {
            Throw();
        }
    }

    /// <summary>The pending Python error, which is cleared.</summary>
    public static Exception Take()
    {
        using PyOwned raised = CApi.FetchError();
        return raised.IsNull
            ? new PyAsyncException(PyErrorId.Internal, "CPython reported a failure but set no exception. This is a defect of an extension module or of PyAsync; please report it with the call that led here.")
            : PyInterpreter.Current.Translator.ToException(raised);
    }

    /// <summary>
    /// Makes a .NET exception the pending Python error: a <see cref="PyException"/> becomes the exception that it was,
    /// any other a <c>pyasync.HostError</c> that carries it. Never throws.
    /// </summary>
    [SuppressMessage("Design", "CA1031", Justification = "The no-throw boundary to Python: what fails here is reported as a Python error.")]
    public static void Set(Exception exception)
    {
        try
        {
            PyOwned value = PyInterpreter.Current.Translator.ToPython(exception);
            CApi.RestoreError(value);
        }
        catch (Exception second)
        {
            CApi.SetError("PyExc_RuntimeError", $"{HostText.MessageOf(exception)} (and reporting it failed: {HostText.MessageOf(second)})");
        }
    }
}
