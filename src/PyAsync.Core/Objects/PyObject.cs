using System;
using System.Diagnostics.CodeAnalysis;
using System.Dynamic;
using System.Linq.Expressions;
using System.Threading;
using PyAsync.CPython;
using PyAsync.Interpreters;

namespace PyAsync.Objects;

/// <summary>
/// A live Python object. Any thread may use it: what touches Python runs on the loop's thread, and the reference is
/// given back there when it is disposed or collected. Its Python attributes are its dynamic members, and Python's
/// operators its own; what else can be done with it is in <see cref="PyObjectMembers"/>. Members that this class itself
/// shows begin with <c>Py</c>, so that they hide none of Python's.
/// </summary>
[SuppressMessage("Design", "CA1036", Justification = "Its operators are Python's, by the languages' own means.")]
public partial class PyObject : IDynamicMetaObjectProvider, IComparable, IDisposable
{
    private readonly nint _identity;
    private readonly PyConversion _conversion;
    private nint _pointer;

    /// <summary>Takes a reference of its own. On a thread that holds the GIL.</summary>
    internal PyObject(PyInterpreter interpreter, IPyScheduler? loop, PyBorrowed value)
        : this(interpreter, loop, value, TypeNameOf(value), PyConversion.Default)
    {
    }

    /// <summary>Takes a reference of its own. On a thread that holds the GIL.</summary>
    internal PyObject(PyInterpreter interpreter, IPyScheduler? loop, PyBorrowed value, string typeName, PyConversion conversion)
    {
        Interpreter = interpreter;
        Owner = loop;
        _conversion = conversion.ForMembers;
        _pointer = _identity = value.Own().Detach();
        PyTypeName = typeName;
    }

    /// <summary>The unqualified name of the object's type.</summary>
    public string PyTypeName { get; }

    /// <summary>
    /// Python's <c>repr()</c> of the object for a person to read: shortened where it is long, and a text in angle brackets
    /// where it fails or does not come in a moment. Never throws.
    /// </summary>
    public string PyRepr => Show(DisplayFunctions.Show);

    /// <summary>The loop on whose thread the object is used; null where it came from none.</summary>
    internal IPyScheduler? Owner { get; }

    internal PyInterpreter Interpreter { get; }

    internal nint Pointer => Volatile.Read(ref _pointer);

    internal bool IsAlive => Pointer != 0;

    /// <summary>The reference for use on a loop.</summary>
    /// <exception cref="PyAsyncException">The object was disposed, or belongs to another interpreter.</exception>
    internal PyBorrowed BorrowFor(IPyScheduler? loop)
    {
        nint pointer = Pointer;
        if (pointer == 0)
        {
            throw new PyAsyncException(PyErrorId.ObjectDisposed, $"This Python object of type '{PyTypeName}' was disposed.");
        }
        if (loop is not null && loop.Interpreter != Interpreter)
        {
            throw new PyAsyncException(PyErrorId.WrongInterpreter, $"This Python object of type '{PyTypeName}' belongs to another interpreter than the loop '{loop.Name}'.");
        }
        return new PyBorrowed(pointer);
    }

    DynamicMetaObject IDynamicMetaObjectProvider.GetMetaObject(Expression parameter) => new PyMetaObject(parameter, this);

    void IDisposable.Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives the reference back.</summary>
    private protected virtual void Dispose(bool disposing)
    {
        nint pointer = Interlocked.Exchange(ref _pointer, 0);
        if (pointer != 0 && !(Owner?.TryRelease(pointer) ?? false))
        {
            Interpreter.ReleaseLater(pointer);
        }
    }

    /// <summary>A forgotten object gives its reference back; never on the finalizer's own thread.</summary>
    ~PyObject() => Dispose(false);

    /// <summary>The unqualified name of a value's type. On a thread that holds the GIL.</summary>
    internal static string TypeNameOf(PyBorrowed value)
    {
        using PyOwned type = CApi.PyObject_Type(value);
        return PyText.AttributeText(type, "__name__"u8) ?? "object";
    }

    /// <summary>Orders by Python's <c>&lt;</c>: for sorting. Objects of a class without an order can be equal only.</summary>
    /// <exception cref="PyException">Python cannot compare the two.</exception>
    int IComparable.CompareTo(object? obj) => OnLoop(loop => Compare(loop, obj));

    /// <summary>Whether two are the same Python object (<c>is</c>).</summary>
    public override bool Equals(object? obj) => obj is PyObject other && other._identity == _identity && other.Interpreter == Interpreter
        && (ReferenceEquals(this, other) || (IsAlive && other.IsAlive));

    /// <summary>Whether this class has a .NET method of that name that comes before Python's; the same for all of the class. Any thread.</summary>
    internal virtual bool Adds(string method) => false;

    /// <inheritdoc/>
    public override int GetHashCode() => _identity.GetHashCode();

    /// <summary>Python's <c>str()</c> of the object; a text in angle brackets where that fails or does not come in a moment. Never throws.</summary>
    public override string ToString() => Show(null);
}
