using System;
using System.Collections;
using System.Collections.Generic;

namespace PyAsync.Objects;

/// <summary>
/// <see cref="PyObjectMembers"/> for languages that know no extension methods: <c>$o.PyConvert()</c>. So they can be
/// called, and stand in no list of an object's members.
/// </summary>
internal static class PyPlumbing
{
    private static readonly Dictionary<string, Func<PyObject, object?[], object?>> s_methods = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Dispose"] = (value, arguments) => Dispose(value, arguments),
        ["GetEnumerator"] = (value, _) => value is IDictionary mapping ? mapping.GetEnumerator() : value.Iterate(),
        ["PyConvert"] = (value, _) => value.PyConvert(),
        ["PyDir"] = (value, _) => value.PyDir(),
        ["PyDescribe"] = (value, arguments) => value.Show(arguments is ["methods"] ? DisplayFunctions.Methods : DisplayFunctions.Attributes),
        ["PyGetAttribute"] = (value, arguments) => value.PyGetAttribute(Text(arguments, 0)),
        ["PyGetItem"] = (value, arguments) => value.PyGetItem(arguments.Length == 1 ? arguments[0] : arguments),
        ["PyHasAttribute"] = (value, arguments) => value.PyHasAttribute(Text(arguments, 0)),
        ["PyInvoke"] = (value, arguments) => value.PyInvoke(List(value, arguments, 0), Dictionary(value, arguments, 1)),
        ["PyInvokeMethod"] = (value, arguments) => value.PyInvokeMethod(Text(arguments, 0), List(value, arguments, 1), Dictionary(value, arguments, 2)),
        ["PyRelease"] = (value, _) => Nothing(value.PyRelease),
        ["PySetAttribute"] = (value, arguments) => Nothing(() => value.PySetAttribute(Text(arguments, 0), arguments[1])),
        ["PySetItem"] = (value, arguments) => Nothing(() => value.PySetItem(arguments[0], arguments[1])),
    };

    /// <summary>Whether there is one of that name.</summary>
    public static bool Has(string name) => s_methods.ContainsKey(name);

    /// <summary>Calls one.</summary>
    public static object? Call(PyObject value, string name, object?[] arguments)
    {
        try
        {
            return s_methods[name](value, arguments);
        }
        catch (PyAsyncException error) when (value.Host is { } host)
        {
            throw host.Failure(error, value.PyTypeName);
        }
    }

    // Python's method of that name, where it has one. .NET's would give back the reference, and leave open what is open.
    private static object? Dispose(PyObject value, object?[] arguments)
    {
        if (value.IsAlive && value.TryInvokeMember("dispose", ignoreCase: true, new System.Dynamic.CallInfo(arguments.Length), arguments, out object? result))
        {
            return result;
        }
        string? close = !value.IsAlive ? null : value.PyHasAttribute("aclose") ? "aclose" : value.PyHasAttribute("close") ? "close" : null;
        if (close is not null)
        {
            throw new PyAsyncException(
                PyErrorId.NotDisposable,
                $"Dispose() would only release .NET's reference to this Python object of type '{value.PyTypeName}' and leave open what it holds. Call its {close}() instead. PyRelease() releases the reference.")
            {
                Facts = new Dictionary<string, object?> { ["Type"] = value.PyTypeName, ["Close"] = close },
            };
        }
        value.PyRelease();
        return null;
    }

    private static object? Nothing(Action action)
    {
        action();
        return null;
    }

    private static string Text(object?[] arguments, int index) => index < arguments.Length && arguments[index]?.ToString() is { } text
        ? text
        : throw new ArgumentException("The name of a Python attribute is missing.");

    private static object?[] List(PyObject value, object?[] arguments, int index) => (index < arguments.Length ? value.Converter.Unwrap(arguments[index]) : null) switch
    {
        null => [],
        object?[] list => list,
        string text => [text],
        IList list => [.. list],
        object one => [one],
    };

    private static IDictionary? Dictionary(PyObject value, object?[] arguments, int index) => (index < arguments.Length ? value.Converter.Unwrap(arguments[index]) : null) switch
    {
        null => null,
        IDictionary keywords => keywords,
        _ => throw new ArgumentException("Keyword arguments are given as a dictionary of names and values."),
    };
}
