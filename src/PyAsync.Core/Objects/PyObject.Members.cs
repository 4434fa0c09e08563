using System;
using System.Collections.Generic;
using System.Dynamic;
using PyAsync.CPython;
using PyAsync.Interpreters;

namespace PyAsync.Objects;

// What the languages' expressions do: `$o.name`, `$o.name = 1`, `$o.name(1)`, `$o[1]`. False where Python has no such
// member: the language then says so in its own way.
public partial class PyObject
{
    private protected static readonly object Missing = new();

    internal IValueConverter Converter => Interpreter.Part<IValueConverter>();

    internal virtual bool TryGetMember(string name, bool ignoreCase, out object? result) => Found(OnLoop(loop => GetMember(loop, name, ignoreCase)), out result);

    internal virtual void SetMember(string name, bool ignoreCase, object? value) => OnLoop(loop =>
    {
        // A new attribute gets the name as it is written.
        SetAttribute(loop, PyAttributes.Find(BorrowFor(loop), name, ignoreCase) ?? name, value);
        return true;
    });

    internal bool TryInvokeMember(string name, bool ignoreCase, CallInfo call, object?[] arguments, out object? result)
    {
        (object?[] positional, KeyValuePair<string, object?>[] keyword) = Split(call, arguments);
        return Found(OnLoop(loop =>
        {
            using PyOwned method = PyAttributes.Get(BorrowFor(loop), name, ignoreCase);
            if (!method.IsNull)
            {
                return Call(loop, method, positional, keyword);
            }
            bool isInvoke = string.Equals(name, "Invoke", StringComparison.OrdinalIgnoreCase);
            return isInvoke && CApi.PyCallable_Check(BorrowFor(loop)) == 1 ? Call(loop, BorrowFor(loop), positional, keyword) : Missing;
        }), out result);
    }

    /// <summary>Python's <c>iter()</c> of the object for <c>foreach</c>, where a pipeline takes it as one object.</summary>
    internal IEnumerator<object?> Iterate()
    {
        IEnumerable<object?> items = this as PyIterable ?? OnLoop(loop =>
        {
            using PyOwned iterator = CApi.PyObject_GetIter(BorrowFor(loop)).OrThrow();
            return new PyIterable(Interpreter, Owner, BorrowFor(loop), PyTypeName, _conversion, inBulk: false);
        });
        return items.GetEnumerator();
    }

    internal object? Invoke(CallInfo call, object?[] arguments)
    {
        (object?[] positional, KeyValuePair<string, object?>[] keyword) = Split(call, arguments);
        return OnLoop(loop => Call(loop, BorrowFor(loop), positional, keyword));
    }

    // obj[1, 2] is a tuple in Python.
    internal virtual object? GetIndex(object?[] indexes) => GetItem(indexes.Length == 1 ? indexes[0] : new PyTupleArguments(indexes));

    internal virtual void SetIndex(object?[] indexes, object? value) => SetItem(indexes.Length == 1 ? indexes[0] : new PyTupleArguments(indexes), value);

    internal object? GetItem(object? key) => OnLoop(loop =>
    {
        using PyOwned index = Converter.ToPython(key, loop);
        using PyOwned value = CApi.PyObject_GetItem(BorrowFor(loop), index).OrThrow();
        return Convert(value, loop);
    });

    internal void SetItem(object? key, object? value) => OnLoop(loop =>
    {
        using PyOwned index = Converter.ToPython(key, loop);
        using PyOwned item = Converter.ToPython(value, loop);
        PyErrors.ThrowIfNegative(CApi.PyObject_SetItem(BorrowFor(loop), index, item));
        return true;
    });

    /// <summary>The names of the public attributes, for Get-Member and completion.</summary>
    /// <exception cref="PyAsyncException">The loop did not answer in a moment (<c>LoopBusy</c>).</exception>
    internal virtual IEnumerable<string> MemberNames() => Look(loop => PyAttributes.Names(BorrowFor(loop))).FindAll(name => !name.StartsWith('_'));

    /// <summary>
    /// Members for one who types: name, kind (<c>key</c>, <c>property</c> or <c>method</c>, in this order) and explanation of
    /// each. None where the loop does not answer in a moment, and where the path leads nowhere. No property's code runs.
    /// </summary>
    /// <param name="path">What leads to the object that is meant: names of data attributes, and indexes, each in an array of its own. Nothing for this one.</param>
    /// <param name="prefix">What the names begin with, whatever the case.</param>
    internal List<(string Name, string Kind, string Text)> DescribeMembers(object[] path, string prefix)
    {
        List<(string, string, string)> members = [];
        if (!TryLook(Ask, out string? answer, out _) || string.IsNullOrEmpty(answer))
        {
            return members;
        }
        foreach (string line in answer.Split('\x1e'))
        {
            string[] parts = line.Split('\x1f', 3);
            members.Add((parts[0], parts[1], parts[2]));
        }
        return members;

        string Ask(IPyScheduler? loop)
        {
            using PyOwned names = Converter.ToPython(path, loop);
            using PyOwned begin = PyText.ToPython(prefix).OrThrow();
            using PyOwned text = CApi.Call(new PyBorrowed(DisplayFunctions.Members(Interpreter)), BorrowFor(loop), names, begin);
            if (text.IsNull)
            {
                CApi.PyErr_Clear();
                return "";
            }
            return PyText.FromPython(text);
        }
    }

    /// <summary>A look that fails where there is no answer in a moment.</summary>
    internal T Look<T>(Func<IPyScheduler?, T> function)
    {
        if (TryLook(function, out T? result, out string? place))
        {
            return result!;
        }
        string where = place is null ? "" : $" Its thread is at {place}.";
        throw new PyAsyncException(PyErrorId.LoopBusy, $"The event loop of this Python object of type '{PyTypeName}' does not answer, as something blocks it.{where}")
        {
            Facts = new Dictionary<string, object?> { ["Loop"] = Owner?.Name, ["Place"] = place },
        };
    }

    /// <summary>Python's <c>len()</c>; -1 where its class has none.</summary>
    internal int Length(IPyScheduler? loop)
    {
        PyBorrowed target = BorrowFor(loop);
        using PyOwned method = CApi.GetAttribute(new PyBorrowed(CApi.TypeOf(target)), "__len__"u8);
        if (method.IsNull)
        {
            CApi.PyErr_Clear();
            return -1;
        }
        using PyOwned length = CApi.Call(new PyBorrowed(Interpreter.Operators.Length), target).OrThrow();
        return PyInt.ToInt32(length);
    }

    internal object? Convert(PyBorrowed value, IPyScheduler? loop) => Converter.FromPython(value, loop, _conversion);

    /// <summary>What a call or an iterator gives is a result, as that of an await.</summary>
    internal object? Result(PyBorrowed value, IPyScheduler? loop) => Converter.FromPython(value, loop, _conversion.ForResults);

    /// <summary>A copy of the value as a result; this where it has no counterpart.</summary>
    internal object? Copy(IPyScheduler? loop)
    {
        object? value = Result(BorrowFor(loop), loop);
        return value is PyObject other && Equals(other) ? this : value;
    }

    internal void SetAttribute(IPyScheduler? loop, string name, object? value)
    {
        using PyOwned key = PyText.ToPython(name).OrThrow();
        using PyOwned item = Converter.ToPython(value, loop);
        PyErrors.ThrowIfNegative(CApi.PyObject_SetAttr(BorrowFor(loop), key, item));
    }

    internal object? Call(IPyScheduler? loop, PyBorrowed callable, object?[] arguments, KeyValuePair<string, object?>[] keyword)
    {
        using PyOwned tuple = CApi.PyTuple_New(arguments.Length).OrThrow();
        for (int i = 0; i < arguments.Length; i++)
        {
            _ = CApi.PyTuple_InitItem(tuple, i, Converter.ToPython(arguments[i], loop).Steal());
        }
        using PyOwned names = keyword.Length == 0 ? default : CApi.PyDict_New().OrThrow();
        foreach ((string name, object? value) in keyword)
        {
            using PyOwned key = PyText.ToPython(name).OrThrow();
            using PyOwned item = Converter.ToPython(value, loop);
            PyErrors.ThrowIfNegative(CApi.PyDict_SetItem(names, key, item));
        }
        using PyOwned result = CApi.PyObject_Call(callable, tuple, names).OrThrow();
        return Result(result, loop);
    }

    private protected object? GetMember(IPyScheduler? loop, string name, bool ignoreCase)
    {
        PyBorrowed target = BorrowFor(loop);
        using PyOwned value = PyAttributes.Get(target, name, ignoreCase);
        bool isLength = string.Equals(name, "Count", StringComparison.OrdinalIgnoreCase) || string.Equals(name, "Length", StringComparison.OrdinalIgnoreCase);
        if (isLength && (value.IsNull || CApi.PyCallable_Check(value) == 1) && Length(loop) is >= 0 and var length)
        {
            // list.count is a method, which is called and not read.
            return length;
        }
        return value.IsNull ? Missing : Convert(value, loop);
    }

    private protected static bool Found(object? value, out object? result)
    {
        result = value;
        return !ReferenceEquals(value, Missing);
    }

    // Named arguments stand last: by the language, or as keywords by hand.
    private static (object?[] Positional, KeyValuePair<string, object?>[] Keyword) Split(CallInfo call, object?[] arguments)
    {
        int named = call.ArgumentNames.Count;
        if (named == 0)
        {
            return arguments.Length > 0 && arguments[^1] is PyKeywords keywords ? (arguments[..^1], keywords.Pairs) : (arguments, []);
        }
        int positional = arguments.Length - named;
        KeyValuePair<string, object?>[] keyword = new KeyValuePair<string, object?>[named];
        for (int i = 0; i < named; i++)
        {
            keyword[i] = new(call.ArgumentNames[i], arguments[positional + i]);
        }
        return (arguments[..positional], keyword);
    }

    /// <summary>Arguments that Python gets as one tuple.</summary>
    private protected sealed class PyTupleArguments(object?[] items) : System.Runtime.CompilerServices.ITuple
    {
        public object? this[int index] => items[index];

        public int Length => items.Length;
    }
}
