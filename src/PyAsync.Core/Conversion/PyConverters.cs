using System;
using System.Collections.Generic;
using System.Threading;
using PyAsync.Objects;

namespace PyAsync.Conversion;

/// <summary>Which way a registered converter goes.</summary>
public enum PyConverterDirection
{
    /// <summary>From a .NET value to Python.</summary>
    ToPython,

    /// <summary>From a Python object to .NET.</summary>
    FromPython,
}

/// <summary>A registered converter.</summary>
/// <param name="Direction">Which way it goes.</param>
/// <param name="TypeName">The .NET type's full name, or the Python type's qualified name.</param>
public sealed record PyConverterInfo(PyConverterDirection Direction, string TypeName);

/// <summary>
/// Converters that users add, for this process. They are asked for types that PyAsync has no quick path for: not for
/// <c>None</c>, bool, int, float, str, bytes, list, tuple and dict themselves, but for classes derived from them. Any thread.
/// </summary>
public static class PyConverters
{
    private static readonly object s_gate = new();

    // Never changed, but replaced whole. Plain arrays of a class: .NET's immutable collections of a struct are compiled at
    // run time, which costs a start 20 ms.
    private static Entry[] s_toPython = [];
    private static Entry[] s_unwrappers = [];
    private static Dictionary<string, Func<PyObject, object?>> s_fromPython = new(StringComparer.Ordinal);
    private static int s_version;

    /// <summary>Changes with every registration, so that what was decided before is decided anew.</summary>
    internal static int Version => Volatile.Read(ref s_version);

    /// <summary>Every registered converter, by direction and name.</summary>
    public static IReadOnlyList<PyConverterInfo> All
    {
        get
        {
            List<PyConverterInfo> all = [];
            foreach (Entry entry in s_toPython)
            {
                all.Add(new PyConverterInfo(PyConverterDirection.ToPython, entry.Type.FullName ?? entry.Type.Name));
            }
            foreach (string name in s_fromPython.Keys)
            {
                all.Add(new PyConverterInfo(PyConverterDirection.FromPython, name));
            }
            all.Sort((a, b) => a.Direction != b.Direction
                ? a.Direction.CompareTo(b.Direction)
                : string.CompareOrdinal(a.TypeName, b.TypeName));
            return all;
        }
    }

    /// <summary>Converts the values of a type, and of types derived from it, on their way to Python. Replaces the one for the same type.</summary>
    /// <param name="type">The .NET type: a class, struct or interface.</param>
    /// <param name="convert">Gives the value to send in its place: one of a type that has a counterpart, or a <see cref="PyObject"/>. Called on the loop's thread.</param>
    public static void RegisterToPython(Type type, Func<object, object?> convert)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(convert);
        Change(() => s_toPython = [.. Without(s_toPython, type), new Entry(type, convert)]);
    }

    /// <summary>Converts the instances of a Python class, and of classes derived from it, on their way to .NET. Replaces the one for the same class.</summary>
    /// <param name="pythonType">The class's module and qualified name: <c>shapely.geometry.point.Point</c>.</param>
    /// <param name="convert">Gives the .NET value. Called on the loop's thread; may give the object itself.</param>
    public static void RegisterFromPython(string pythonType, Func<PyObject, object?> convert)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(pythonType);
        ArgumentNullException.ThrowIfNull(convert);
        Change(() => s_fromPython = new(s_fromPython, StringComparer.Ordinal) { [pythonType] = convert });
    }

    /// <summary>Takes the converter of a .NET type out. True where there was one.</summary>
    public static bool UnregisterToPython(Type type)
    {
        bool known = false;
        Change(() =>
        {
            int before = s_toPython.Length;
            s_toPython = Without(s_toPython, type);
            known = s_toPython.Length != before;
        });
        return known;
    }

    /// <summary>Takes the converter of a Python class out. True where there was one.</summary>
    public static bool UnregisterFromPython(string pythonType)
    {
        bool known = false;
        Change(() =>
        {
            Dictionary<string, Func<PyObject, object?>> rest = new(s_fromPython, StringComparer.Ordinal);
            known = rest.Remove(pythonType);
            s_fromPython = rest;
        });
        return known;
    }

    /// <summary>
    /// For the host: says what stands in a wrapper of its own (PSObject), or which names and values an object of its own
    /// has (PSCustomObject, as an <c>IEnumerable&lt;KeyValuePair&lt;string, object?&gt;&gt;</c>). Asked before anything else
    /// but users' converters; giving the value itself back means that it is no wrapper.
    /// </summary>
    /// <param name="type">The wrapper's type; derived types count.</param>
    /// <param name="unwrap">Gives the content. Called on the loop's thread.</param>
    public static void AddUnwrapper(Type type, Func<object, object?> unwrap)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(unwrap);
        Change(() => s_unwrappers = [.. Without(s_unwrappers, type), new Entry(type, unwrap)]);
    }

    internal static Func<PyObject, object?>? FindFromPython(string name) => s_fromPython.GetValueOrDefault(name);

    internal static Func<object, object?>? FindToPython(Type type) => Find(s_toPython, type);

    internal static Func<object, object?>? FindUnwrapper(Type type) => Find(s_unwrappers, type);

    // The type itself, then the nearest class that it derives from, then its interfaces in the order of registration.
    private static Func<object, object?>? Find(Entry[] entries, Type type)
    {
        if (entries.Length == 0)
        {
            return null;
        }
        for (Type? candidate = type; candidate is not null; candidate = candidate.BaseType)
        {
            if (Array.Find(entries, entry => entry.Type == candidate) is { } found)
            {
                return found.Convert;
            }
        }
        return Array.Find(entries, entry => entry.Type.IsAssignableFrom(type))?.Convert;
    }

    private static Entry[] Without(Entry[] entries, Type type) => Array.FindAll(entries, entry => entry.Type != type);

    private static void Change(Action change)
    {
        lock (s_gate)
        {
            change();
            Interlocked.Increment(ref s_version);
        }
    }

    private sealed record Entry(Type Type, Func<object, object?> Convert);
}
