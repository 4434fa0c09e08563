using System;
using System.Dynamic;
using System.Threading;
using PyAsync.CPython;
using PyAsync.Interpreters;

namespace PyAsync.Objects;

/// <summary>
/// A live Python object. Any thread may use it: what touches Python runs on the loop's thread, and the reference is
/// given back there when it is disposed or collected. Its Python attributes are its dynamic members; members of this
/// class itself begin with <c>Py</c>, so that they hide none of Python's.
/// </summary>
public partial class PyObject : DynamicObject, IDisposable
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

    /// <summary>How long a use of the object waits for its loop, which a coroutine may block: 30 s unless set.</summary>
    public static TimeSpan PyTimeout { get; set; } = TimeSpan.FromSeconds(30);

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

    /// <summary>
    /// Gives the reference back; the object must not be used any more. It is not named Dispose, as Python objects have
    /// a method of that name: this is what <c>using</c> and <see cref="IDisposable"/> call.
    /// </summary>
    public void PyRelease() => ((IDisposable)this).Dispose();

    void IDisposable.Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives the reference back.</summary>
    protected virtual void Dispose(bool disposing)
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

    /// <summary>
    /// Runs a function where Python may be used: here, where this thread is Python's already; else on the owner's
    /// thread, or where that loop has ended, on any other of the interpreter.
    /// </summary>
    private protected T OnLoop<T>(Func<IPyScheduler?, T> function)
    {
        if (Interpreter.IsCurrent)
        {
            using GilReturn gil = GilReturn.Begin();
            return function(Owner);
        }
        if (Owner is { IsRunning: true } owner)
        {
            return owner.Run(() => function(owner), PyTimeout);
        }
        foreach (IPyScheduler other in Interpreter.Schedulers)
        {
            if (other.IsRunning)
            {
                return other.Run(() => function(other), PyTimeout);
            }
        }
        string whose = Owner is null ? "No Python event loop runs" : $"The Python event loop '{Owner.Name}', which this object of type '{PyTypeName}' came from, has stopped and no other runs";
        throw new PyAsyncException(PyErrorId.NoLoop, $"{whose}, so the object cannot be used.");
    }

    /// <summary>Whether two are the same Python object (<c>is</c>).</summary>
    public override bool Equals(object? obj) => obj is PyObject other && other._identity == _identity && other.Interpreter == Interpreter
        && (ReferenceEquals(this, other) || (IsAlive && other.IsAlive));

    /// <inheritdoc/>
    public override int GetHashCode() => _identity.GetHashCode();
}
