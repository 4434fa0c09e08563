using PyAsync.CPython;
using PyAsync.Interpreters;
using PyAsync.Objects;

namespace PyAsync.Conversion;

/// <summary>How a live object is used; the numbers are those of <c>pyasync._values</c>.</summary>
internal enum PyShapeKind
{
    /// <summary>As an object.</summary>
    Plain,

    /// <summary>It gives items one by one.</summary>
    Iterator,

    /// <summary>It holds items, in no order of its own.</summary>
    Collection,

    /// <summary>It holds items by number.</summary>
    Sequence,

    /// <summary>It holds items by key.</summary>
    Mapping,
}

/// <summary>Whatever has no .NET counterpart stays in Python.</summary>
/// <param name="typeName">The type's unqualified name.</param>
/// <param name="shape">How it is used.</param>
internal sealed class LiveRule(string typeName, PyShapeKind shape) : ReadRule
{
    public override object? Read(PyReader reader, PyBorrowed value) => Make(reader.Interpreter, reader.Scheduler, value, reader.Conversion);

    /// <summary>A live object.</summary>
    public PyObject Make(PyInterpreter interpreter, IPyScheduler? scheduler, PyBorrowed value, PyConversion conversion) => shape switch
    {
        PyShapeKind.Iterator => new PyIterable(interpreter, scheduler, value, typeName, conversion, inBulk: false),
        PyShapeKind.Collection => new PyIterable(interpreter, scheduler, value, typeName, conversion, inBulk: true),
        PyShapeKind.Sequence => new PySequence(interpreter, scheduler, value, typeName, conversion),
        PyShapeKind.Mapping => new PyMapping(interpreter, scheduler, value, typeName, conversion),
        _ => new PyObject(interpreter, scheduler, value, typeName, conversion),
    };
}
