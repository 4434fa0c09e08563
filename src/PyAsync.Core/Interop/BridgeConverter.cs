using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Reflection;
using System.Threading;
using System.Threading.Tasks;
using PyAsync.Conversion;
using PyAsync.CPython;
using PyAsync.Loops;
using PyAsync.Streams;

namespace PyAsync.Interop;

/// <summary>What becomes an awaitable, a callable or an async iterator on its way to Python. The loop's thread.</summary>
internal sealed class BridgeConverter : IHostConverter
{
    private static readonly MethodInfo s_from = typeof(BridgeConverter).GetMethod(nameof(From), BindingFlags.NonPublic | BindingFlags.Static)!;

    private readonly ConcurrentDictionary<Type, Func<object, SequenceIterator>?> _sequences = new();

    public bool Handles(Type type) =>
        typeof(Task).IsAssignableFrom(type)
        || type == typeof(ValueTask)
        || (type.IsValueType && type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ValueTask<>))
        || typeof(Delegate).IsAssignableFrom(type)
        || typeof(PyCallback).IsAssignableFrom(type)
        || type == typeof(PyHostWork)
        || typeof(HostIterator).IsAssignableFrom(type)
        || Sequence(type) is not null;

    public bool TryToPython(object value, PyEventLoop? loop, PyConverter converter, out PyOwned result)
    {
        switch (value)
        {
            case PyCallback callback:
                result = callback.ToPython();
                return true;
            case Func<CancellationToken, Task> start:
                result = Start(OnLoop(loop, value), start);
                return true;
            case Delegate function:
                result = new DelegateCallback(function).ToPython();
                return true;
            case PyHostWork work:
                result = Start(OnLoop(loop, value), work.Start);
                return true;
            case HostIterator iterator:
                result = iterator.ToPython(OnLoop(loop, value));
                return true;
        }
        if (HostTask.TryGet(value, out Task? task))
        {
            result = HostTask.ToPython(OnLoop(loop, value), task, null);
            return true;
        }
        if (Sequence(value.GetType()) is { } sequence)
        {
            result = sequence(value).ToPython(OnLoop(loop, value));
            return true;
        }
        result = default;
        return false;
    }

    private static PyOwned Start(PyEventLoop loop, Func<CancellationToken, Task> start)
    {
        CancellationTokenSource cancel = new();
        Task task = start(cancel.Token) ?? throw new InvalidOperationException("The .NET function gave null where Python awaits a Task. It must give one, such as Task.CompletedTask.");
        return HostTask.ToPython(loop, task, cancel);
    }

    private static PyEventLoop OnLoop(PyEventLoop? loop, object value) => loop is { IsCurrent: true }
        ? loop
        : throw new PyConversionException($"A value of type '{value.GetType()}' becomes an awaitable of an event loop, so it can be converted only on a loop's thread.", value);

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
