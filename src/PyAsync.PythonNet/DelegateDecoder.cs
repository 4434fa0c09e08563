using System;
using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Reflection;
using PyAsync.Calls;
using PyAsync.CPython;
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
        using AttachedScope scope = AttachedScope.Enter(owner.Interpreter);
        using NetPyObject callable = pyObj;
        value = default;
        if (s_makers.GetOrAdd(typeof(T), MakerOf) is not { } make)
        {
            return false;
        }
        Type result = typeof(T).GetMethod("Invoke")!.ReturnType;
        bool isCoroutine = IsCoroutine(callable.Borrow());
        if (isCoroutine && !AwaitableDecoder.IsTask(result))
        {
            // Nobody would await what it gives.
            return false;
        }
        PyEventLoop? loop = isCoroutine ? RunningLoop.RequireOwn(owner.Interpreter) : null;
        OwnPyObject function = new(owner.Interpreter, PyEventLoop.Current, callable.Borrow());
        PythonDelegate target = loop is null ? new SyncDelegate(owner.Interpreter, function, result) : new AsyncDelegate(loop, function, result);
        value = (T)(object)make(target);
        return true;
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
