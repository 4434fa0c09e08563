using System;
using System.Collections.Generic;
using System.Dynamic;
using PyAsync.CPython;
using PyAsync.Interpreters;

namespace PyAsync.Objects;

// C#'s dynamic and PowerShell's operators. Where there is no such attribute, the language says so in its own way.
public partial class PyObject
{
    private static readonly object s_missing = new();

    /// <summary>The names of the object's public attributes.</summary>
    public override IEnumerable<string> GetDynamicMemberNames()
    {
        List<string> names = [];
        foreach (string name in PyDir())
        {
            if (!name.StartsWith('_'))
            {
                names.Add(name);
            }
        }
        return names;
    }

    /// <inheritdoc/>
    public override bool TryGetMember(GetMemberBinder binder, out object? result)
    {
        ArgumentNullException.ThrowIfNull(binder);
        result = OnLoop(loop =>
        {
            using PyOwned value = Attribute(loop, binder.Name, binder.IgnoreCase);
            return value.IsNull ? s_missing : Convert(value, loop);
        });
        return !ReferenceEquals(result, s_missing);
    }

    /// <inheritdoc/>
    public override bool TrySetMember(SetMemberBinder binder, object? value)
    {
        ArgumentNullException.ThrowIfNull(binder);
        return OnLoop(loop =>
        {
            // A new attribute gets the name as it is written.
            SetAttribute(loop, Find(BorrowFor(loop), binder.Name, binder.IgnoreCase) ?? binder.Name, value);
            return true;
        });
    }

    /// <inheritdoc/>
    public override bool TryInvokeMember(InvokeMemberBinder binder, object?[]? args, out object? result)
    {
        ArgumentNullException.ThrowIfNull(binder);
        (object?[] positional, KeyValuePair<string, object?>[] keyword) = Split(binder.CallInfo, args ?? []);
        result = OnLoop(loop =>
        {
            using PyOwned method = Attribute(loop, binder.Name, binder.IgnoreCase);
            return method.IsNull ? s_missing : Call(loop, method, positional, keyword);
        });
        return !ReferenceEquals(result, s_missing);
    }

    /// <inheritdoc/>
    public override bool TryInvoke(InvokeBinder binder, object?[]? args, out object? result)
    {
        ArgumentNullException.ThrowIfNull(binder);
        (object?[] positional, KeyValuePair<string, object?>[] keyword) = Split(binder.CallInfo, args ?? []);
        result = OnLoop(loop => Call(loop, BorrowFor(loop), positional, keyword));
        return true;
    }

    /// <inheritdoc/>
    public override bool TryGetIndex(GetIndexBinder binder, object[] indexes, out object? result)
    {
        result = PyGetItem(Key(indexes));
        return true;
    }

    /// <inheritdoc/>
    public override bool TrySetIndex(SetIndexBinder binder, object[] indexes, object? value)
    {
        PySetItem(Key(indexes), value);
        return true;
    }

    /// <summary>Converts the object's value, as an assignment to a variable of that type asks for.</summary>
    public override bool TryConvert(ConvertBinder binder, out object? result)
    {
        ArgumentNullException.ThrowIfNull(binder);
        result = null;
        if (binder.Type.IsInstanceOfType(this))
        {
            result = this;
            return true;
        }
        object? value = PyConvert();
        if (binder.Type.IsInstanceOfType(value))
        {
            result = value;
            return true;
        }
        if (value is IConvertible && (binder.Type.IsPrimitive || binder.Type == typeof(decimal)))
        {
            result = System.Convert.ChangeType(value, binder.Type, System.Globalization.CultureInfo.InvariantCulture);
            return true;
        }
        return false;
    }

    // obj[1, 2] is a tuple in Python.
    private static object? Key(object[] indexes)
    {
        ArgumentNullException.ThrowIfNull(indexes);
        return indexes.Length == 1 ? indexes[0] : new PyTupleArguments(indexes);
    }

    private PyOwned Attribute(IPyScheduler? loop, string name, bool ignoreCase)
    {
        PyBorrowed target = BorrowFor(loop);
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

    // Named arguments stand last.
    private static (object?[] Positional, KeyValuePair<string, object?>[] Keyword) Split(CallInfo call, object?[] arguments)
    {
        int named = call.ArgumentNames.Count;
        if (named == 0)
        {
            return (arguments, []);
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
    private sealed class PyTupleArguments(object?[] items) : System.Runtime.CompilerServices.ITuple
    {
        public object? this[int index] => items[index];

        public int Length => items.Length;
    }
}
