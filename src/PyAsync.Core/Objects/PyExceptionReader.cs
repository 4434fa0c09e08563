using System;
using System.Collections.Generic;
using PyAsync.CPython;
using PyAsync.Interpreters;
using PyAsync.Objects;

[assembly: InterpreterPart(typeof(PyExceptionReader), 10)]

namespace PyAsync.Objects;

/// <summary>
/// Turns Python exception objects into <see cref="PyException"/> and back, for one interpreter, with the help of
/// <c>pyasync._errors</c>. On a thread that holds the GIL.
/// </summary>
internal sealed class PyExceptionReader(PyInterpreter interpreter) : IInterpreterPart, IExceptionTranslator
{
    private nint _describe;
    private nint _hostError;

    /// <summary><c>asyncio.CancelledError</c>.</summary>
    public nint CancelledError { get; private set; }

    /// <summary>Binds the Python half; before this, exceptions are described by their type and text only.</summary>
    public void Open()
    {
        _describe = PythonModule.Get("pyasync._errors"u8, "describe"u8);
        _hostError = PythonModule.Get("pyasync"u8, "HostError"u8);
        CancelledError = PythonModule.Get("asyncio"u8, "CancelledError"u8);
    }

    Exception IExceptionTranslator.ToException(PyBorrowed exception) => Describe(exception);

    /// <summary>Reads an exception object whole.</summary>
    public PyException Describe(PyBorrowed exception)
    {
        if (_describe != 0)
        {
            using PyOwned facts = CApi.Call(new PyBorrowed(_describe), exception);
            if (!facts.IsNull)
            {
                return Read(facts);
            }
            // The description itself failed (no memory, recursion): what follows needs neither.
            CApi.PyErr_Clear();
        }
        return Bare(exception);
    }

    /// <summary>An exception object, owned, that stands for a .NET exception in Python.</summary>
    public PyOwned ToPython(Exception exception)
    {
        if (exception is AggregateException { InnerExceptions.Count: 1 } aggregate)
        {
            exception = aggregate.InnerExceptions[0];
        }
        if (exception is PyException { Value: { IsAlive: true } live } && live.Interpreter == interpreter)
        {
            return new PyBorrowed(live.Pointer).Own();
        }
        if (exception is OperationCanceledException)
        {
            return CApi.Call(new PyBorrowed(CancelledError)).OrThrow();
        }
        using PyOwned message = PyText.ToPython(HostText.MessageOf(exception)).OrThrow();
        using PyOwned type = PyText.ToPython(exception.GetType().FullName ?? exception.GetType().Name).OrThrow();
        using PyOwned stack = PyText.ToPython(HostText.TextOf(exception)).OrThrow();
        using PyOwned carrier = HostObjects.Wrap(exception).OrThrow();
        Span<nint> slots = stackalloc nint[5];
        slots[1] = message.Pointer;
        slots[2] = type.Pointer;
        slots[3] = stack.Pointer;
        slots[4] = carrier.Pointer;
        return CApi.Vectorcall(new PyBorrowed(_hostError), slots, 4).OrThrow();
    }

    private PyException Bare(PyBorrowed exception)
    {
        using PyOwned type = CApi.PyObject_Type(exception);
        string typeName = PyText.AttributeText(type, "__name__"u8) ?? "exception";
        using PyOwned text = CApi.PyObject_Str(exception);
        string message = text.IsNull ? "" : PyText.FromPython(text);
        CApi.PyErr_Clear();
        PyExceptionFacts facts = new(typeName, "builtins", message, $"{typeName}: {message}\n", [], [], [typeName], null);
        return new PyException(facts, null, null, [], new PyObject(interpreter, null, exception));
    }

    private PyException Read(PyBorrowed tuple)
    {
        PyExceptionFacts facts = new(
            Text(tuple, 0), Text(tuple, 1), Text(tuple, 2), Text(tuple, 3),
            Frames(Item(tuple, 4)), Texts(Item(tuple, 5)), Texts(Item(tuple, 6)), Syntax(Item(tuple, 7)));
        PyException? cause = IsNone(tuple, 8) ? null : Read(Item(tuple, 8));
        PyException? context = IsNone(tuple, 9) ? null : Read(Item(tuple, 9));
        PyBorrowed group = Item(tuple, 10);
        PyException[] members = new PyException[CApi.PyTuple_Size(group)];
        for (int i = 0; i < members.Length; i++)
        {
            members[i] = Read(Item(group, i));
        }
        PyBorrowed value = Item(tuple, 11);
        PyException result = new(facts, cause, context, members, new PyObject(interpreter, null, value));
        result.HostException = HostException(value);
        return result;
    }

    private Exception? HostException(PyBorrowed exception)
    {
        if (CApi.PyObject_IsInstance(exception, new PyBorrowed(_hostError)) != 1)
        {
            CApi.PyErr_Clear();
            return interpreter.Part<IValueConverter>().TryReadLive(exception, out object? live) ? live as Exception : null;
        }
        using PyOwned carrier = CApi.GetAttribute(exception, "_host"u8);
        if (carrier.IsNull)
        {
            CApi.PyErr_Clear();
            return null;
        }
        return HostObjects.Unwrap(carrier) as Exception;
    }

    private static PyBorrowed Item(PyBorrowed tuple, int index) => CApi.PyTuple_GetItem(tuple, index);

    private static string Text(PyBorrowed tuple, int index) => PyText.FromPython(Item(tuple, index));

    private bool IsNone(PyBorrowed tuple, int index) => Item(tuple, index).Pointer == interpreter.None;

    private static string[] Texts(PyBorrowed tuple)
    {
        string[] result = new string[CApi.PyTuple_Size(tuple)];
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = Text(tuple, i);
        }
        return result;
    }

    private List<PyFrame> Frames(PyBorrowed tuple)
    {
        int count = (int)CApi.PyTuple_Size(tuple);
        List<PyFrame> result = new(count);
        for (int i = 0; i < count; i++)
        {
            PyBorrowed frame = Item(tuple, i);
            result.Add(new PyFrame(Text(frame, 0), Number(frame, 1), Text(frame, 2), Text(frame, 3)) { Library = IsNone(frame, 4) ? null : Text(frame, 4) });
        }
        return result;
    }

    private PySyntaxPosition? Syntax(PyBorrowed tuple) => tuple.Pointer == interpreter.None
        ? null
        : new PySyntaxPosition(Text(tuple, 0), Number(tuple, 1), Number(tuple, 2), Text(tuple, 3));

    private static int Number(PyBorrowed tuple, int index) => PyInt.ToInt32(Item(tuple, index));
}

/// <summary>Finds it.</summary>
internal static class PyExceptionReaderExtensions
{
    extension(PyInterpreter interpreter)
    {
        /// <summary>Reads exceptions.</summary>
        internal PyExceptionReader Exceptions => interpreter.Part<PyExceptionReader>();
    }
}
