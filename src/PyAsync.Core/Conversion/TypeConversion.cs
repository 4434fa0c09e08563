using System;
using System.Collections.Generic;
using PyAsync.CPython;
using PyAsync.Interpreters;

namespace PyAsync.Conversion;

/// <summary>
/// A .NET type and its counterpart in Python: both ways in one class, in one file, which is found by the attribute in it.
/// What has no such class is a container, or known by its structure. One object an interpreter; all members on a thread
/// that holds the GIL.
/// </summary>
internal abstract class TypeConversion
{
    /// <summary>The .NET types that are written; classes derived from them too. None where it is only read.</summary>
    public abstract IReadOnlyList<Type> HostTypes { get; }

    /// <summary>The Python classes that are read, by module and qualified name; classes derived from them too. None where it is only written.</summary>
    public abstract IReadOnlyList<string> PythonTypes { get; }

    /// <summary>Whether such an instance cannot be changed, so that a copy is as good as the object.</summary>
    public virtual bool IsConstant => true;

    /// <summary>Writes a value of such a type.</summary>
    public abstract PyOwned Write(PyWriter writer, object value);

    /// <summary>Reads an instance of such a class. False where .NET has no such value: it stays a live object.</summary>
    public abstract bool TryRead(PyReader reader, PyBorrowed value, out object? result);

    /// <summary>Calls a class with a text.</summary>
    protected static PyOwned Call(PyBorrowed type, string text)
    {
        using PyOwned argument = PyText.ToPython(text).OrThrow();
        return CApi.Call(type, argument).OrThrow();
    }

    /// <summary>Calls a class with at most seven numbers, and one argument more where it is given.</summary>
    protected static PyOwned Call(PyBorrowed type, scoped ReadOnlySpan<long> numbers, PyBorrowed last = default)
    {
        // The first slot is the callee's.
        Span<nint> slots = stackalloc nint[9];
        int made = 0;
        try
        {
            for (; made < numbers.Length; made++)
            {
                slots[1 + made] = CApi.PyLong_FromLongLong(numbers[made]).OrThrow().Detach();
            }
            slots[1 + numbers.Length] = last.Pointer;
            return CApi.Vectorcall(type, slots, numbers.Length + (last.IsNull ? 0 : 1)).OrThrow();
        }
        finally
        {
            for (int i = 0; i < made; i++)
            {
                new PyOwned(slots[1 + i]).Dispose();
            }
        }
    }
}
