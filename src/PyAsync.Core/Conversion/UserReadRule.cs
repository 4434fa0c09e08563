using System;
using PyAsync.CPython;
using PyAsync.Objects;

namespace PyAsync.Conversion;

/// <summary>A user's own conversion.</summary>
internal sealed class UserReadRule(string registeredFor, Func<PyObject, object?> convert, LiveRule live) : ReadRule
{
    public override object? Read(PyReader reader, PyBorrowed value)
    {
        PyObject argument = live.Make(reader.Interpreter, reader.Scheduler, value, reader.Conversion);
        try
        {
            return convert(argument);
        }
        catch (Exception error) when (error is not PyConversionException)
        {
            throw new PyConversionException($"The converter registered for the Python type '{registeredFor}' failed{reader.Path.Place()}: {error.Message}", null, error);
        }
    }
}
