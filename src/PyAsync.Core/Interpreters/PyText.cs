using System;
using PyAsync.CPython;

namespace PyAsync.Interpreters;

/// <summary>str both ways. On a thread that holds the GIL.</summary>
internal static class PyText
{
    /// <summary>A new str, or null with an error set. Lone surrogates stay as they are.</summary>
    public static PyOwned ToPython(ReadOnlySpan<char> text) => CApi.NewText(text);

    /// <summary>The text of a str.</summary>
    public static string FromPython(PyBorrowed value)
    {
        string? text = CApi.ReadText(value);
        if (text is null)
        {
            PyErrors.Throw();
        }
        return text;
    }

    /// <summary>A str attribute's text, or null where there is none. Clears any error.</summary>
    public static string? AttributeText(PyBorrowed target, ReadOnlySpan<byte> name)
    {
        using PyOwned value = CApi.GetAttribute(target, name);
        if (value.IsNull)
        {
            CApi.PyErr_Clear();
            return null;
        }
        return CApi.TypeOf(value) == PyInterpreter.Current.Types.Str ? FromPython(value) : null;
    }

    /// <summary>Python's <c>str()</c> of a value.</summary>
    public static string Str(PyBorrowed value)
    {
        using PyOwned text = CApi.PyObject_Str(value).OrThrow();
        return FromPython(text);
    }
}
