using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Reflection;
using PyAsync.Conversion;
using PyAsync.CPython;
using PyAsync.Interop;
using PyAsync.Interpreters;
using PyAsync.Streams;

[assembly: InterpreterPart(typeof(SequenceConverter), 100)]

namespace PyAsync.Streams;

/// <summary>What becomes an async iterator on its way to Python. The loop's thread.</summary>
internal sealed class SequenceConverter(PyInterpreter interpreter) : IInterpreterPart, IHostConverter
{
    private static readonly MethodInfo s_from = typeof(SequenceConverter).GetMethod(nameof(From), BindingFlags.NonPublic | BindingFlags.Static)!;

    private readonly ConcurrentDictionary<Type, Func<object, SequenceIterator>?> _sequences = new();

    /// <summary>Whose converter it is.</summary>
    public PyInterpreter Interpreter => interpreter;

    public void Open()
    {
        // What it needs of Python belongs to the loop that a value is for.
    }

    public bool Handles(Type type) => typeof(HostIterator).IsAssignableFrom(type) || Sequence(type) is not null;

    public bool TryToPython(object value, IPyScheduler? scheduler, out PyOwned result)
    {
        HostIterator? iterator = value as HostIterator ?? Sequence(value.GetType())?.Invoke(value);
        result = iterator is null ? default : iterator.ToPython(LoopValues.Require(scheduler, value));
        return iterator is not null;
    }

    private Func<object, SequenceIterator>? Sequence(Type type) => _sequences.GetOrAdd(type, static type =>
    {
        foreach (Type candidate in type.GetInterfaces())
        {
            if (candidate.IsGenericType && candidate.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>))
            {
                return s_from.MakeGenericMethod(candidate.GetGenericArguments()).CreateDelegate<Func<object, SequenceIterator>>();
            }
        }
        return null;
    });

    private static SequenceIterator From<T>(object value) => SequenceIterator.From((IAsyncEnumerable<T>)value);
}
