using System;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Threading.Tasks;
using PyAsync.Calls;
using PyAsync.CPython;
using Python.Runtime;
using NetPyObject = Python.Runtime.PyObject;
using OwnPyObject = PyAsync.Objects.PyObject;

namespace PyAsync.PythonNet;

/// <summary>
/// What came from .NET in another form goes back as it was; and what Python can await is a Task where .NET wants one, run
/// on this thread's loop. On a thread that holds the GIL.
/// </summary>
internal sealed class AwaitableDecoder(NetObjects owner) : IPyObjectDecoder
{
    private static readonly MethodInfo s_typed = typeof(AwaitableDecoder).GetMethod(nameof(Typed), BindingFlags.NonPublic | BindingFlags.Static)!;
    private static readonly MethodInfo s_typedValue = typeof(AwaitableDecoder).GetMethod(nameof(TypedValue), BindingFlags.NonPublic | BindingFlags.Static)!;
    private static readonly ConcurrentDictionary<Type, Func<Task<object?>, object>> s_adapters = new();

    // Those that run, by their address: where .NET has several methods of a name, each is tried with the same awaitable.
    private readonly ConcurrentDictionary<nint, Task<object?>> _running = new();

    /// <inheritdoc/>
    public bool CanDecode(PyType objectType, Type targetType)
    {
        if (owner.Half.IsWrapper(objectType.Borrow().Pointer))
        {
            // A span, such as Task.WhenAny takes, is nothing that a decoder could give.
            return !targetType.IsByRefLike && !targetType.IsPointer && !targetType.ContainsGenericParameters;
        }
        return targetType == typeof(OwnPyObject) || (IsTask(targetType) && objectType.HasAttr("__await__"));
    }

    /// <inheritdoc/>
    public bool TryDecode<T>(NetPyObject pyObj, out T? value)
    {
        using AttachedScope scope = AttachedScope.Enter(owner.Interpreter);
        using NetPyObject python = pyObj;
        PyBorrowed awaitable = python.Borrow();
        if (owner.Half.IsWrapper(CApi.TypeOf(awaitable)) && owner.Half.Unwrap(awaitable) is T original)
        {
            value = original;
            return true;
        }
        if (typeof(T) == typeof(OwnPyObject))
        {
            value = (T)(object)new OwnPyObject(owner.Interpreter, Loops.PyEventLoop.Current, awaitable);
            return true;
        }
        if (!IsTask(typeof(T)))
        {
            value = default;
            return false;
        }
        value = (T)Adapt(Run(awaitable), typeof(T));
        return true;
    }

    /// <summary>Whether a type is one of those that an awaitable of Python becomes.</summary>
    public static bool IsTask(Type type) => type == typeof(Task) || type == typeof(ValueTask)
        || (type.IsGenericType && type.GetGenericTypeDefinition() is { } definition && (definition == typeof(Task<>) || definition == typeof(ValueTask<>)));

    /// <summary>The outcome as a Task or ValueTask of that type.</summary>
    public static object Adapt(Task<object?> task, Type type) => s_adapters.GetOrAdd(type, MakeAdapter)(task);

    private Task<object?> Run(PyBorrowed awaitable)
    {
        nint address = awaitable.Pointer;
        if (_running.TryGetValue(address, out Task<object?>? running))
        {
            return running;
        }
        Loops.PyEventLoop loop = RunningLoop.RequireOwn(owner.Interpreter);
        OwnPyObject own = new(owner.Interpreter, loop, awaitable);
        Task<object?> task = loop.AsTask<object?>(own);
        _running[address] = task;
        // The reference is held so long, so that no other awaitable gets the address.
        _ = task.ContinueWith(
            _ =>
            {
                _running.TryRemove(address, out Task<object?>? _);
                ((IDisposable)own).Dispose();
            },
            TaskScheduler.Default);
        return task;
    }

    private static Func<Task<object?>, object> MakeAdapter(Type type)
    {
        if (type == typeof(Task))
        {
            return static task => task;
        }
        if (type == typeof(ValueTask))
        {
            return static task => new ValueTask(task);
        }
        MethodInfo method = type.GetGenericTypeDefinition() == typeof(Task<>) ? s_typed : s_typedValue;
        return method.MakeGenericMethod(type.GetGenericArguments()).CreateDelegate<Func<Task<object?>, object>>();
    }

    [SuppressMessage("Performance", "CA1859", Justification = "Called by a delegate that gives an object.")]
    private static object TypedValue<T>(Task<object?> task) => new ValueTask<T>(Typed<T>(task));

    private static async Task<T> Typed<T>(Task<object?> task) => TypedResult.As<T>(await task.ConfigureAwait(false));
}
