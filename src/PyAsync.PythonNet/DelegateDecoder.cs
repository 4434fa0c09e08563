using System;
using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Reflection;
using PyAsync.Calls;
using PyAsync.CPython;
using PyAsync.Interpreters;
using PyAsync.Loops;
using Python.Runtime;
using NetPyObject = Python.Runtime.PyObject;
using OwnPyObject = PyAsync.Objects.PyObject;

namespace PyAsync.PythonNet;

/// <summary>
/// A Python callable where .NET wants a delegate. One that gives a Task runs on the event loop, whatever thread calls it; any
/// other runs on the calling thread. On a thread that holds the GIL.
/// </summary>
internal sealed class DelegateDecoder(NetObjects owner) : IPyObjectDecoder
{
    private static readonly MethodInfo s_invoke = typeof(PythonDelegate).GetMethod(nameof(PythonDelegate.Invoke))!;
    private static readonly ConcurrentDictionary<Type, Func<PythonDelegate, Delegate>?> s_makers = new();

    /// <inheritdoc/>
    public bool CanDecode(PyType objectType, Type targetType) =>
        typeof(Delegate).IsAssignableFrom(targetType) && !targetType.IsAbstract && objectType.HasAttr("__call__");

    /// <inheritdoc/>
    public bool TryDecode<T>(NetPyObject pyObj, out T? value)
    {
        using NetPyObject callable = pyObj;
        Delegate? made = Make(callable.Borrow(), typeof(T));
        value = (T?)(object?)made;
        return made is not null;
    }

    /// <summary>The callable as a delegate of a type; null where it is none of ours.</summary>
    public Delegate? Make(PyBorrowed callable, Type type)
    {
        using AttachedScope scope = AttachedScope.Enter(owner.Interpreter);
        if (s_makers.GetOrAdd(type, MakerOf) is not { } make)
        {
            return null;
        }
        Type result = type.GetMethod("Invoke")!.ReturnType;
        bool isCoroutine = IsCoroutine(callable);
        if (isCoroutine && !AwaitableDecoder.IsTask(result))
        {
            // Nobody would await what it gives.
            return null;
        }
        PyEventLoop? loop = isCoroutine ? RunningLoop.RequireOwn(owner.Interpreter) : null;
        // An error in one that gives nothing may have nobody to go to.
        using PyOwned handler = result == typeof(void) ? CApi.Call(new PyBorrowed(owner.Half.MakeHandler), callable).OrThrow() : callable.Own();
        OwnPyObject function = new(owner.Interpreter, PyEventLoop.Current, handler);
        PythonDelegate target = loop is null ? new SyncDelegate(owner.Interpreter, function, result) : new AsyncDelegate(loop, function, result);
        return make(target);
    }

    private static bool IsCoroutine(PyBorrowed callable)
    {
        using PyOwned code = CApi.GetAttribute(callable, "__code__"u8);
        if (code.IsNull)
        {
            CApi.PyErr_Clear();
            return false;
        }
        return PyCode.IsCoroutine(code);
    }

    // (a, b) => (R)target.Invoke(new object[] { a, b }); null for a delegate with parameters by reference.
    private static Func<PythonDelegate, Delegate>? MakerOf(Type type)
    {
        MethodInfo signature = type.GetMethod("Invoke")!;
        ParameterInfo[] parameters = signature.GetParameters();
        if (Array.Exists(parameters, parameter => parameter.ParameterType.IsByRef))
        {
            return null;
        }
        ParameterExpression target = Expression.Parameter(typeof(PythonDelegate));
        ParameterExpression[] own = Array.ConvertAll(parameters, parameter => Expression.Parameter(parameter.ParameterType, parameter.Name));
        Expression call = Expression.Call(target, s_invoke, Expression.NewArrayInit(typeof(object), Array.ConvertAll(own, one => Expression.Convert(one, typeof(object)))));
        Expression body = signature.ReturnType == typeof(void) ? call : Expression.Convert(call, signature.ReturnType);
        return Expression.Lambda<Func<PythonDelegate, Delegate>>(Expression.Lambda(type, body, own), target).Compile();
    }
}
