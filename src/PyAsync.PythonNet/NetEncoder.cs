using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Threading.Tasks;
using PyAsync.CPython;
using PyAsync.Interpreters;
using PyAsync.Objects;
using Python.Runtime;
using NetPyObject = Python.Runtime.PyObject;
using OwnPyObject = PyAsync.Objects.PyObject;

namespace PyAsync.PythonNet;

/// <summary>
/// What .NET gives to Python in another form than pythonnet's own: what can be awaited, asynchronous sequences, Python's
/// own objects and exceptions. A class of .NET cannot have <c>__await__</c>, as pythonnet's types have no such slot.
/// </summary>
internal sealed class NetEncoder(NetObjects owner) : IPyObjectEncoder
{
    private static readonly ConcurrentDictionary<Type, bool> s_sequences = new();

    /// <summary>Whether values declared as that type may be of another form; asked once for each.</summary>
    public bool CanEncode(Type type) =>
        type == typeof(object)
        || type == typeof(Exception)
        || typeof(PyException).IsAssignableFrom(type)
        || typeof(OwnPyObject).IsAssignableFrom(type)
        || HostAwaitable.Is(type)
        || IsSequence(type);

    /// <summary>The Python object for a value of another form; null for any other. On a thread that holds the GIL.</summary>
    public NetPyObject? TryEncode(object value)
    {
        // A token that was passed belongs to this result, or to none.
        PyOwned source = TokenSource.TakePassed();
        try
        {
            using AttachedScope scope = AttachedScope.Enter(owner.Interpreter);
            switch (value)
            {
                case string:
                    return null;
                case OwnPyObject own:
                    return own.BorrowFor(null).ToPythonNet();
                case PyException { Value: { IsAlive: true } raised } when raised.Interpreter == owner.Interpreter:
                    return raised.BorrowFor(null).ToPythonNet();
                case Exception:
                    return null;
            }
            if (HostAwaitable.TryGetTask(value, out Task? task))
            {
                return Encode(task, source);
            }
            return IsSequence(value.GetType()) ? owner.Half.MakeIterable(value).ToPythonNet() : null;
        }
        finally
        {
            source.Dispose();
        }
    }

    private NetPyObject? Encode(Task task, PyBorrowed source)
    {
        using PyOwned loop = RunningLoop.Find(owner.Interpreter);
        if (loop.IsNull)
        {
            // Nowhere to await it.
            return null;
        }
        using PyOwned host = HostObjects.Wrap(task).OrThrow();
        return owner.Half.MakeTask(host, loop, source).ToPythonNet();
    }

    private static bool IsSequence(Type type) => s_sequences.GetOrAdd(type, static type =>
    {
        if (IsAsyncEnumerable(type))
        {
            return true;
        }
        foreach (Type candidate in type.GetInterfaces())
        {
            if (IsAsyncEnumerable(candidate))
            {
                return true;
            }
        }
        return false;
    });

    private static bool IsAsyncEnumerable(Type type) => type.IsInterface && type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>);
}
