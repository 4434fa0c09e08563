using System;
using System.Collections;
using System.Collections.Generic;
using PyAsync.CPython;
using PyAsync.Interpreters;

namespace PyAsync.Objects;

// What the object can be asked by name. Results are converted as the value was that the object came from.
public partial class PyObject
{
    /// <summary>Python's <c>str()</c> of the object; <c>&lt;type&gt;</c> where that fails. Never throws.</summary>
    public override string ToString() => TextOrType();

    /// <summary>Python's <c>repr()</c> of the object.</summary>
    public string PyRepr() => OnLoop(loop =>
    {
        using PyOwned text = CApi.PyObject_Repr(BorrowFor(loop)).OrThrow();
        return PyText.FromPython(text);
    });

    /// <summary>Python's <c>dir()</c> of the object: the names of its attributes, those in double underscores too.</summary>
    public IReadOnlyList<string> PyDir() => OnLoop(loop => Names(BorrowFor(loop)));

    /// <summary>An attribute by its exact name.</summary>
    /// <exception cref="PyException">There is none (<c>AttributeError</c>), or reading it failed.</exception>
    public object? PyGetAttribute(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return OnLoop(loop =>
        {
            using PyOwned key = PyText.ToPython(name).OrThrow();
            using PyOwned value = CApi.PyObject_GetAttr(BorrowFor(loop), key).OrThrow();
            return Convert(value, loop);
        });
    }

    /// <summary>Whether there is an attribute of that exact name.</summary>
    public bool PyHasAttribute(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return OnLoop(loop => Find(BorrowFor(loop), name, ignoreCase: false) is not null);
    }

    /// <summary>Sets an attribute by its exact name.</summary>
    /// <exception cref="PyException">The object does not let it.</exception>
    public void PySetAttribute(string name, object? value)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        OnLoop(loop =>
        {
            SetAttribute(loop, name, value);
            return true;
        });
    }

    /// <summary>Python's <c>obj[key]</c>.</summary>
    /// <exception cref="PyException">There is no such item.</exception>
    public object? PyGetItem(object? key) => OnLoop(loop =>
    {
        using PyOwned index = Interpreter.Part<IValueConverter>().ToPython(key, loop);
        using PyOwned value = CApi.PyObject_GetItem(BorrowFor(loop), index).OrThrow();
        return Convert(value, loop);
    });

    /// <summary>Python's <c>obj[key] = value</c>.</summary>
    /// <exception cref="PyException">The object does not let it.</exception>
    public void PySetItem(object? key, object? value) => OnLoop(loop =>
    {
        using PyOwned index = Interpreter.Part<IValueConverter>().ToPython(key, loop);
        using PyOwned item = Interpreter.Part<IValueConverter>().ToPython(value, loop);
        PyErrors.ThrowIfNegative(CApi.PyObject_SetItem(BorrowFor(loop), index, item));
        return true;
    });

    /// <summary>Calls the object on its loop's thread. A coroutine that it returns is a live object, to be awaited.</summary>
    /// <param name="arguments">Positional arguments.</param>
    /// <param name="keyword">Arguments by name, or null.</param>
    /// <exception cref="PyException">The call failed, or the object cannot be called.</exception>
    public object? PyInvoke(object?[] arguments, IDictionary? keyword = null)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        KeyValuePair<string, object?>[] named = Pairs(keyword);
        return OnLoop(loop => Call(loop, BorrowFor(loop), arguments, named));
    }

    /// <summary>Calls a method by its exact name on the loop's thread.</summary>
    /// <exception cref="PyException">There is no such method, or the call failed.</exception>
    public object? PyInvokeMethod(string name, object?[] arguments, IDictionary? keyword = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(arguments);
        KeyValuePair<string, object?>[] named = Pairs(keyword);
        return OnLoop(loop =>
        {
            using PyOwned key = PyText.ToPython(name).OrThrow();
            using PyOwned method = CApi.PyObject_GetAttr(BorrowFor(loop), key).OrThrow();
            return Call(loop, method, arguments, named);
        });
    }

    /// <summary>The object's value in .NET by the usual rules: what a raw result would have been; itself where it has no counterpart.</summary>
    public object? PyConvert() => OnLoop(loop =>
    {
        object? value = Convert(BorrowFor(loop), loop);
        return value is PyObject other && Equals(other) ? this : value;
    });

    /// <summary>Python's <c>iter()</c> of the object, kept live.</summary>
    private protected PyObject PyIterator() => OnLoop(loop =>
    {
        using PyOwned iterator = CApi.PyObject_GetIter(BorrowFor(loop)).OrThrow();
        return new PyObject(Interpreter, Owner, iterator, PyTypeName, _conversion);
    });

    /// <summary>Up to so many items of an iterator.</summary>
    private protected object?[] PyTake(PyObject iterator, int most, out bool ended)
    {
        bool end = false;
        object?[] items = OnLoop(loop =>
        {
            List<object?> taken = new(most);
            while (taken.Count < most)
            {
                using PyOwned item = CApi.PyIter_Next(iterator.BorrowFor(loop));
                if (item.IsNull)
                {
                    if (!CApi.PyErr_Occurred().IsNull)
                    {
                        PyErrors.Throw();
                    }
                    end = true;
                    break;
                }
                taken.Add(Convert(item, loop));
            }
            return taken.ToArray();
        });
        ended = end;
        return items;
    }

    private object? Convert(PyBorrowed value, IPyScheduler? loop) => Interpreter.Part<IValueConverter>().FromPython(value, loop, _conversion);

    private string TextOrType()
    {
        string fallback = $"<{PyTypeName}>";
        try
        {
            return OnLoop(loop =>
            {
                nint pointer = Pointer;
                using PyOwned text = pointer == 0 ? default : CApi.PyObject_Str(new PyBorrowed(pointer));
                if (text.IsNull)
                {
                    CApi.PyErr_Clear();
                    return fallback;
                }
                return PyText.FromPython(text);
            });
        }
        catch (PyAsyncException)
        {
            // No loop runs, or it is busy: a text for a person must come all the same.
            return fallback;
        }
    }

    private void SetAttribute(IPyScheduler? loop, string name, object? value)
    {
        using PyOwned key = PyText.ToPython(name).OrThrow();
        using PyOwned item = Interpreter.Part<IValueConverter>().ToPython(value, loop);
        PyErrors.ThrowIfNegative(CApi.PyObject_SetAttr(BorrowFor(loop), key, item));
    }

    private object? Call(IPyScheduler? loop, PyBorrowed callable, object?[] arguments, KeyValuePair<string, object?>[] keyword)
    {
        using PyOwned tuple = CApi.PyTuple_New(arguments.Length).OrThrow();
        for (int i = 0; i < arguments.Length; i++)
        {
            _ = CApi.PyTuple_InitItem(tuple, i, Interpreter.Part<IValueConverter>().ToPython(arguments[i], loop).Steal());
        }
        using PyOwned names = keyword.Length == 0 ? default : CApi.PyDict_New().OrThrow();
        foreach ((string name, object? value) in keyword)
        {
            using PyOwned key = PyText.ToPython(name).OrThrow();
            using PyOwned item = Interpreter.Part<IValueConverter>().ToPython(value, loop);
            PyErrors.ThrowIfNegative(CApi.PyDict_SetItem(names, key, item));
        }
        using PyOwned result = CApi.PyObject_Call(callable, tuple, names).OrThrow();
        return Convert(result, loop);
    }

    private static KeyValuePair<string, object?>[] Pairs(IDictionary? keyword)
    {
        if (keyword is null)
        {
            return [];
        }
        List<KeyValuePair<string, object?>> pairs = new(keyword.Count);
        foreach (DictionaryEntry entry in keyword)
        {
            pairs.Add(new(entry.Key.ToString() ?? "", entry.Value));
        }
        return [.. pairs];
    }

    private static List<string> Names(PyBorrowed value)
    {
        using PyOwned names = CApi.PyObject_Dir(value).OrThrow();
        int count = (int)CApi.PyList_Size(names);
        List<string> result = new(count);
        for (int i = 0; i < count; i++)
        {
            PyBorrowed name = CApi.PyList_GetItem(names, i);
            if (CApi.TypeOf(name) == PyInterpreter.Current.Types.Str)
            {
                result.Add(PyText.FromPython(name));
            }
        }
        return result;
    }

    /// <summary>The name of the attribute that a name means: exactly, else without regard to case where just one fits; null for none.</summary>
    private static string? Find(PyBorrowed target, string name, bool ignoreCase)
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
        if (!ignoreCase)
        {
            return null;
        }
        string? found = null;
        foreach (string candidate in Names(target))
        {
            if (string.Equals(candidate, name, StringComparison.OrdinalIgnoreCase))
            {
                if (found is not null)
                {
                    return null;
                }
                found = candidate;
            }
        }
        return found;
    }
}
