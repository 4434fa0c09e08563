using System;
using System.Collections.Generic;
using PyAsync.CPython;
using PyAsync.Interpreters;
using PyAsync.Loops;
using PyAsync.Objects;

namespace PyAsync.Calls;

/// <summary>A live Python object that can be called.</summary>
public sealed class PyObjectTarget : PyTarget
{
    private readonly PyObject _callable;

    /// <summary>Takes the callable.</summary>
    public PyObjectTarget(PyEventLoop loop, PyObject callable)
        : base(loop)
    {
        ArgumentNullException.ThrowIfNull(callable);
        _callable = callable;
    }

    /// <inheritdoc/>
    public override string ToString() => $"Python {_callable.PyTypeName}";

    private protected override PyOwned Resolve()
    {
        PyBorrowed value = _callable.BorrowFor(Loop);
        if (CApi.PyCallable_Check(value) == 0)
        {
            using PyOwned type = CApi.PyObject_Type(value);
            string? name = PyText.AttributeText(type, "__name__"u8);
            throw new PyAsyncException(PyErrorId.NotCallable, $"An object of type '{name}' cannot be called.")
            {
                Facts = new Dictionary<string, object?> { ["Type"] = name },
            };
        }
        return value.Own();
    }
}
