using System;
using System.Collections.Generic;
using PyAsync.CPython;
using PyAsync.Interpreters;

namespace PyAsync.Objects;

/// <summary>Attributes by names whose case may be another. On a thread that holds the GIL.</summary>
internal static class PyAttributes
{
    /// <summary>An attribute; null where there is none, or none that just one name means.</summary>
    public static PyOwned Get(PyBorrowed target, string name, bool ignoreCase)
    {
        using PyOwned exact = PyText.ToPython(name).OrThrow();
        PyOwned value = CApi.PyObject_GetAttr(target, exact);
        if (!value.IsNull)
        {
            return value;
        }
        if (CApi.PyErr_ExceptionMatches(CApi.Exception("PyExc_AttributeError")) == 0)
        {
            PyErrors.Throw();
        }
        CApi.PyErr_Clear();
        if (!ignoreCase || Find(target, name, ignoreCase: true) is not { } other)
        {
            return default;
        }
        using PyOwned key = PyText.ToPython(other).OrThrow();
        return CApi.PyObject_GetAttr(target, key).OrThrow();
    }

    /// <summary>The name of the attribute that a name means: exactly, else without regard to case where just one fits; null for none.</summary>
    public static string? Find(PyBorrowed target, string name, bool ignoreCase)
    {
        using (PyOwned key = PyText.ToPython(name).OrThrow())
        using (PyOwned value = CApi.PyObject_GetAttr(target, key))
        {
            if (!value.IsNull)
            {
                return name;
            }
            if (CApi.PyErr_ExceptionMatches(CApi.Exception("PyExc_AttributeError")) == 0)
            {
                PyErrors.Throw();
            }
            CApi.PyErr_Clear();
        }
        return ignoreCase ? OnlyOne(Names(target), name) : null;
    }

    /// <summary>The one name that is this without regard to case; null for none and for several.</summary>
    public static string? OnlyOne(List<string> names, string name)
    {
        List<string> found = names.FindAll(candidate => string.Equals(candidate, name, StringComparison.OrdinalIgnoreCase));
        return found.Count == 1 ? found[0] : null;
    }

    /// <summary>What <c>dir()</c> gives.</summary>
    public static List<string> Names(PyBorrowed value)
    {
        using PyOwned names = CApi.PyObject_Dir(value).OrThrow();
        return Texts(names);
    }

    /// <summary>The texts in a list of one's own.</summary>
    public static List<string> Texts(PyBorrowed list)
    {
        int count = (int)CApi.PyList_Size(list);
        List<string> result = new(count);
        for (int i = 0; i < count; i++)
        {
            PyBorrowed name = CApi.PyList_GetItem(list, i);
            if (CApi.TypeOf(name) == PyInterpreter.Current.Types.Str)
            {
                result.Add(PyText.FromPython(name));
            }
        }
        return result;
    }
}
