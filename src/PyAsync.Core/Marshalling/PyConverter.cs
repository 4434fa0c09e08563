using System;
using PyAsync.Native;

namespace PyAsync.Marshalling;

/// <summary>Values both ways, for one interpreter. On a thread that holds its GIL.</summary>
internal sealed unsafe class PyConverter(PyInterpreter interpreter)
{
    /// <summary>A Python object for a .NET value.</summary>
    /// <exception cref="PyConversionException">There is none; the message names the type.</exception>
    public PyOwned ToPython(object? value, PyEventLoop? loop)
    {
        switch (value)
        {
            case null:
                return interpreter.NoneRef.Own();
            case bool truth:
                return interpreter.Bool(truth).Own();
            case int number:
                return CPython.PyLong_FromLongLong(number).OrThrow();
            case string text:
                return PyText.ToPython(text).OrThrow();
            case double number:
                return CPython.PyFloat_FromDouble(number).OrThrow();
            case PyObject live:
                return live.BorrowFor(loop).Own();
            default:
                throw new PyConversionException($"A value of type '{value.GetType()}' has no counterpart in Python. Convert it first, or register a converter.", value);
        }
    }

    /// <summary>A .NET value for a Python object.</summary>
    public object? FromPython(PyBorrowed value, PyEventLoop? loop, PyConversion conversion)
    {
        nint type = CPython.TypeOf(value);
        PyTypes types = interpreter.Types;
        if (conversion.Raw)
        {
            return new PyObject(interpreter, loop, value);
        }
        if (value.Pointer == interpreter.None)
        {
            return null;
        }
        if (type == types.Int)
        {
            int overflow;
            long number = CPython.PyLong_AsLongLongAndOverflow(value, &overflow);
            return number is >= int.MinValue and <= int.MaxValue ? (int)number : (object)number;
        }
        if (type == types.Str)
        {
            return PyText.FromPython(value);
        }
        if (type == types.Bool)
        {
            return value.Pointer == interpreter.True;
        }
        if (type == types.Float)
        {
            return CPython.PyFloat_AsDouble(value);
        }
        return new PyObject(interpreter, loop, value);
    }
}
