using System.Collections.Generic;
using PyAsync.CPython;
using PyAsync.Interpreters;
using PyAsync.Loops;

namespace PyAsync.Calls;

/// <summary>What Python can await. The loop's thread.</summary>
internal static class PyAwaitable
{
    /// <summary>Whether the object is a future, a task, or has <c>__await__</c>; not what is known to be plain data.</summary>
    public static bool Is(PyInterpreter interpreter, PyBorrowed value)
    {
        if (IsPlainData(interpreter, value))
        {
            return false;
        }
        return HasMethod(value, interpreter.Names.Await) || IsGeneratorCoroutine(interpreter, value);
    }

    // The commonest results, told by their type's address alone.
    private static bool IsPlainData(PyInterpreter interpreter, PyBorrowed value)
    {
        PyTypes types = interpreter.Types;
        nint type = CApi.TypeOf(value);
        return value.Pointer == interpreter.None || type == types.Int || type == types.Str || type == types.Dict || type == types.List
            || type == types.Float || type == types.Bool || type == types.Tuple || type == types.Bytes;
    }

    // As await and async for do it: the type's attribute, not the instance's (a Mock has every attribute).
    private static bool HasMethod(PyBorrowed value, nint name)
    {
        using PyOwned owner = CApi.PyObject_Type(value);
        using PyOwned method = CApi.PyObject_GetAttr(owner, new PyBorrowed(name));
        if (method.IsNull)
        {
            CApi.PyErr_Clear();
            return false;
        }
        return true;
    }

    /// <summary>Whether <c>async for</c> can iterate the object; not what is known to be plain data.</summary>
    public static bool IsAsyncIterable(PyInterpreter interpreter, PyBorrowed value)
    {
        nint type = CApi.TypeOf(value);
        if (type == interpreter.Types.AsyncGenerator)
        {
            return true;
        }
        return !IsPlainData(interpreter, value) && HasMethod(value, interpreter.Names.AsyncIter);
    }

    /// <summary>A future or task of the loop; null with a Python error set where the object cannot be awaited on it.</summary>
    public static PyOwned AsFuture(PyEventLoop loop, PyBorrowed awaitable)
    {
        if (!Is(loop.Interpreter, awaitable))
        {
            using PyOwned type = CApi.PyObject_Type(awaitable);
            string? name = PyText.AttributeText(type, "__name__"u8);
            throw new PyAsyncException(PyErrorId.NotAwaitable, $"An object of type '{name}' is not awaitable, as it is no coroutine, task, future or object with __await__.")
            {
                Facts = new Dictionary<string, object?> { ["Type"] = name },
            };
        }
        return CApi.Call(new PyBorrowed(loop.Interpreter.CallFunctions.AsFuture), awaitable, new PyBorrowed(loop.LoopObject));
    }

    // @types.coroutine generators can be awaited without __await__: CO_ITERABLE_COROUTINE on their code.
    private static bool IsGeneratorCoroutine(PyInterpreter interpreter, PyBorrowed value)
    {
        const long iterableCoroutine = 0x100;
        if (CApi.TypeOf(value) != interpreter.Types.Generator)
        {
            return false;
        }
        using PyOwned code = CApi.GetAttribute(value, "gi_code"u8);
        return !code.IsNull && (PyCode.Flags(code) & iterableCoroutine) != 0;
    }
}

/// <summary>Code objects.</summary>
internal static class PyCode
{
    private const long CoroutineFlag = 0x80;

    /// <summary>Whether running a code object gives a coroutine.</summary>
    public static bool IsCoroutine(PyBorrowed code) => (Flags(code) & CoroutineFlag) != 0;

    /// <summary><c>co_flags</c>, or 0 where the object has none: some have every attribute, and no number in it.</summary>
    public static long Flags(PyBorrowed code)
    {
        using PyOwned flags = CApi.GetAttribute(code, "co_flags"u8);
        if (flags.IsNull)
        {
            CApi.PyErr_Clear();
            return 0;
        }
        if (CApi.TypeOf(flags) != PyInterpreter.Current.Types.Int)
        {
            return 0;
        }
        return CApi.PyLong_AsLongLongAndOverflow(flags, out _);
    }
}
