using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Xml;
using PyAsync.CPython;
using PyAsync.Interpreters;

namespace PyAsync.Conversion;

/// <summary>Writes a value of one .NET type.</summary>
internal delegate PyOwned WriteRule(PyWriter writer, object value);

/// <summary>The rule of each .NET type that has been met and has no quick path. Any thread.</summary>
internal sealed class WriteRules(PyInterpreter interpreter)
{
    private static readonly MethodInfo s_pairs = typeof(DictValues).GetMethod(nameof(DictValues.WritePairs))!;
    private static readonly MethodInfo s_pair = typeof(WriteRules).GetMethod(nameof(PairRule), BindingFlags.NonPublic | BindingFlags.Static)!;

    private static readonly MethodInfo s_adapter = typeof(WriteRules).GetMethod(nameof(Adapt), BindingFlags.NonPublic | BindingFlags.Static)!;

    private ConcurrentDictionary<Type, WriteRule> _rules = new();
    private int _version;

    private delegate PyOwned WriteTyped<in T>(PyWriter writer, T value);

    /// <summary>The rule of a type.</summary>
    public WriteRule Find(Type type)
    {
        int version = PyConverters.Version;
        if (version != _version)
        {
            _rules = new ConcurrentDictionary<Type, WriteRule>();
            _version = version;
        }
        return _rules.TryGetValue(type, out WriteRule? rule) ? rule : _rules.GetOrAdd(type, Make);
    }

    private WriteRule Make(Type type)
    {
        WriteRule rule = BuiltIn(type);
        foreach (IInterpreterPart part in interpreter.Parts)
        {
            if (part is IHostConverter host && host.Handles(type))
            {
                rule = HostRule(host, rule);
            }
        }
        if (PyConverters.FindUnwrapper(type) is { } unwrap)
        {
            rule = ReplacingRule(unwrap, rule);
        }
        return PyConverters.FindToPython(type) is { } convert ? UserRule(type, convert, rule) : rule;
    }

    private static WriteRule HostRule(IHostConverter host, WriteRule next) => (writer, value) =>
        host.TryToPython(value, writer.Scheduler, out PyOwned result) ? result : next(writer, value);

    private static WriteRule ReplacingRule(Func<object, object?> replace, WriteRule next) => (writer, value) =>
    {
        object? content = replace(value);
        if (ReferenceEquals(content, value))
        {
            return next(writer, value);
        }
        // Counts as a level, so a wrapper that is in itself comes to an end.
        writer.Enter(value);
        PyOwned result = writer.Write(content);
        writer.Leave();
        return result;
    };

    private static WriteRule UserRule(Type type, Func<object, object?> convert, WriteRule next)
    {
        return ReplacingRule(Convert, next);

        object? Convert(object value)
        {
            try
            {
                return convert(value);
            }
            catch (Exception error) when (error is not PyConversionException)
            {
                throw new PyConversionException($"The converter registered for the type '{type}' failed: {error.Message}", value, error);
            }
        }
    }

    private WriteRule BuiltIn(Type type)
    {
        if (interpreter.Converter.Types.Find(type) is { } conversion)
        {
            return conversion.Write;
        }
        if (type == typeof(LiveValue))
        {
            return (writer, value) => writer.WriteLiveHost(((LiveValue)value).Value);
        }
        if ((HostBuffers.Rule(type) ?? NumberLists.Rule(type)) is { } numbers)
        {
            return numbers;
        }
        if (PythonNetHandle(type) is { } handle)
        {
            return (writer, value) => (nint)handle.GetValue(value)! is not 0 and var pointer
                ? new PyBorrowed(pointer).Own()
                : throw new PyConversionException($"The '{value.GetType()}' was disposed, so there is no Python object any more that it could stand for.", value);
        }
        if (typeof(IDictionary).IsAssignableFrom(type))
        {
            return (writer, value) => DictValues.Write(writer, (IDictionary)value);
        }
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(KeyValuePair<,>))
        {
            return (WriteRule)s_pair.MakeGenericMethod(type.GetGenericArguments()).Invoke(null, null)!;
        }
        if (type == typeof(DictionaryEntry))
        {
            return (writer, value) => TupleValues.WritePair(writer, ((DictionaryEntry)value).Key, ((DictionaryEntry)value).Value);
        }
        if (PairsInterface(type) is { } pairs)
        {
            return PairsRule(pairs);
        }
        if (typeof(ITuple).IsAssignableFrom(type))
        {
            return (writer, value) => TupleValues.Write(writer, (ITuple)value);
        }
        if (Implements(type, typeof(ISet<>)) || Implements(type, typeof(IReadOnlySet<>)))
        {
            return (writer, value) => SetValues.Write(writer, (IEnumerable)value);
        }
        if (type.IsArray && type.GetArrayRank() > 1)
        {
            return (writer, value) => ListValues.WriteRectangle(writer, (Array)value);
        }
        // An XML node lists its children only: names and attributes would be lost.
        if (typeof(IEnumerable).IsAssignableFrom(type) && !typeof(XmlNode).IsAssignableFrom(type))
        {
            return (writer, value) => ListValues.WriteSequence(writer, (IEnumerable)value);
        }
        return (writer, value) => writer.WriteLiveHost(value);
    }

    // pythonnet's objects, by duck typing: nothing here refers to the package.
    private static PropertyInfo? PythonNetHandle(Type type)
    {
        for (Type? candidate = type; candidate is not null; candidate = candidate.BaseType)
        {
            if (candidate.FullName == "Python.Runtime.PyObject")
            {
                return candidate.GetProperty("Handle") is { } handle && handle.PropertyType == typeof(nint) ? handle : null;
            }
        }
        return null;
    }

    // Dictionaries that are no IDictionary, such as ExpandoObject, and names with values.
    private static Type? PairsInterface(Type type)
    {
        foreach (Type candidate in type.GetInterfaces())
        {
            if (candidate.IsGenericType && candidate.GetGenericTypeDefinition() is { } definition
                && (definition == typeof(IDictionary<,>) || definition == typeof(IReadOnlyDictionary<,>)))
            {
                return candidate;
            }
        }
        return typeof(IEnumerable<KeyValuePair<string, object?>>).IsAssignableFrom(type) ? typeof(IReadOnlyDictionary<string, object?>) : null;
    }

    private static WriteRule PairsRule(Type dictionary)
    {
        MethodInfo method = s_pairs.MakeGenericMethod(dictionary.GetGenericArguments());
        Type pairs = typeof(IEnumerable<>).MakeGenericType(typeof(KeyValuePair<,>).MakeGenericType(dictionary.GetGenericArguments()));
        return (WriteRule)s_adapter.MakeGenericMethod(pairs).Invoke(null, [method])!;
    }

    private static WriteRule Adapt<T>(MethodInfo method)
        where T : class
    {
        WriteTyped<T> write = method.CreateDelegate<WriteTyped<T>>();
        return (writer, value) => write(writer, (T)value);
    }

    private static WriteRule PairRule<TKey, TValue>() => static (writer, value) =>
    {
        KeyValuePair<TKey, TValue> pair = (KeyValuePair<TKey, TValue>)value;
        return TupleValues.WritePair(writer, pair.Key, pair.Value);
    };

    private static bool Implements(Type type, Type definition)
    {
        foreach (Type candidate in type.GetInterfaces())
        {
            if (candidate.IsGenericType && candidate.GetGenericTypeDefinition() == definition)
            {
                return true;
            }
        }
        return false;
    }
}
