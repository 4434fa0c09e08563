using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Reflection;
using PyAsync.CPython;
using PyAsync.Interop;
using PyAsync.Loops;
using PyAsync.Streams;

namespace PyAsync.PythonNet;

/// <summary>Reading an IAsyncEnumerable from Python: one async generator for each <c>async for</c>. The loop's thread.</summary>
internal static class AsyncSequence
{
    private static readonly MethodInfo s_from = typeof(AsyncSequence).GetMethod(nameof(From), BindingFlags.NonPublic | BindingFlags.Static)!;
    private static readonly ConcurrentDictionary<Type, Func<object, SequenceIterator>> s_makers = new();

    /// <summary>A Python async generator over the sequence.</summary>
    /// <exception cref="PyConversionException">This is no loop's thread.</exception>
    public static PyOwned Iterate(object sequence) =>
        s_makers.GetOrAdd(sequence.GetType(), MakerOf)(sequence).ToPython(LoopValues.Require(PyEventLoop.Current, sequence));

    private static Func<object, SequenceIterator> MakerOf(Type type)
    {
        Type contract = Array.Find(type.GetInterfaces(), candidate => candidate.IsGenericType && candidate.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>))!;
        return s_from.MakeGenericMethod(contract.GetGenericArguments()).CreateDelegate<Func<object, SequenceIterator>>();
    }

    private static SequenceIterator From<T>(object sequence) => SequenceIterator.FromLive((IAsyncEnumerable<T>)sequence);
}
