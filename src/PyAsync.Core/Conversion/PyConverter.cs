using System.Runtime.CompilerServices;
using System.Threading;
using PyAsync.Conversion;
using PyAsync.CPython;
using PyAsync.Interpreters;
using PyAsync.Objects;

[assembly: InterpreterPart(typeof(PyConverter), 30)]

namespace PyAsync.Conversion;

/// <summary>
/// Values both ways, for one interpreter; design.md's table of values says which become what. On a thread that holds
/// its GIL. What is remembered between conversions (types, shapes, keys) is kept here, never in statics.
/// </summary>
internal sealed class PyConverter : IInterpreterPart, IValueConverter
{
    private static readonly object s_true = true;
    private static readonly object s_false = false;

    private readonly nint _none;
    private readonly nint _true;
    private readonly nint _false;
    private readonly nint _int;
    private readonly nint _float;
    private readonly nint _str;
    private readonly nint _bool;
    private TypeConversions? _types;
    private nint _bufferType;
    private PyReader? _freeReader;
    private PyWriter? _freeWriter;

    public PyConverter(PyInterpreter interpreter)
    {
        Interpreter = interpreter;
        _none = interpreter.None;
        _true = interpreter.True;
        _false = interpreter.False;
        _int = interpreter.Types.Int;
        _float = interpreter.Types.Float;
        _str = interpreter.Types.Str;
        _bool = interpreter.Types.Bool;
        ReadRules = new ReadRules(interpreter);
        WriteRules = new WriteRules(interpreter);
        Shapes = new PyShapes();
        Keys = new PyKeys();
    }

    /// <summary>Does nothing: what values need of Python is read with the first value that needs it.</summary>
    public void Open()
    {
    }

    public PyInterpreter Interpreter { get; }

    /// <summary>What is known of Python's types.</summary>
    public ReadRules ReadRules { get; }

    /// <summary>What is known of .NET's types.</summary>
    public WriteRules WriteRules { get; }

    /// <summary>The shapes of dicts with string keys.</summary>
    public PyShapes Shapes { get; }

    /// <summary>Python's strings for the keys of dictionaries.</summary>
    public PyKeys Keys { get; }

    /// <summary>The types that have a class of their own.</summary>
    public TypeConversions Types => _types ??= new TypeConversions();

    /// <summary>The type whose instances lend .NET's memory to Python.</summary>
    public PyBorrowed BufferType
    {
        get
        {
            if (_bufferType == 0)
            {
                _bufferType = HostBuffer.MakeType().OrThrow().Detach();
            }
            return new PyBorrowed(_bufferType);
        }
    }

    /// <summary>A Python object for a .NET value.</summary>
    /// <exception cref="PyConversionException">There is none, or the value is too deep or contains itself; the message names type and place.</exception>
    public PyOwned ToPython(object? value, IPyScheduler? scheduler)
    {
        PyOwned scalar = ScalarToPython(value);
        if (!scalar.IsNull)
        {
            return scalar;
        }
        // A converter of a user's may convert in turn, and another thread may take the GIL meanwhile: each has its own.
        PyWriter writer = Interlocked.Exchange(ref _freeWriter, null) ?? new PyWriter(this);
        writer.Start(scheduler);
        PyOwned result = writer.Write(value);
        _freeWriter = writer;
        return result;
    }

    /// <summary>A .NET value for a Python object.</summary>
    /// <exception cref="PyConversionException">The value is too deep or contains itself, or a registered converter failed.</exception>
    /// <exception cref="PyException">Python code that was asked for a part of the value failed.</exception>
    public object? FromPython(PyBorrowed value, IPyScheduler? scheduler, PyConversion conversion)
    {
        nint type = CApi.TypeOf(value);
        if (conversion.Raw)
        {
            return value.Pointer == _none ? null : ReadRules.Live(value, type, scheduler, conversion);
        }
        if (TryScalarFromPython(value, type, out object? scalar))
        {
            return scalar;
        }
        PyReader reader = Interlocked.Exchange(ref _freeReader, null) ?? new PyReader(this);
        reader.Start(scheduler, conversion);
        object? result = reader.ReadOther(value, type);
        _freeReader = reader;
        return result;
    }

    object? IValueConverter.Unwrap(object? value) => value is not null && PyConverters.FindUnwrapper(value.GetType()) is { } unwrap ? unwrap(value) : value;

    /// <inheritdoc/>
    public bool TryReadLive(PyBorrowed value, out object? result) => Interpreter.LiveObjects.TryRead(value, out result);

    /// <summary>The commonest values, which never fail for want of a counterpart; null for any other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public PyOwned ScalarToPython(object? value)
    {
        if (value is null)
        {
            return new PyBorrowed(_none).Own();
        }
        if (value.GetType() == typeof(int))
        {
            return CApi.PyLong_FromLongLong(Unsafe.Unbox<int>(value)).OrThrow();
        }
        if (value.GetType() == typeof(string))
        {
            return PyText.ToPython(Unsafe.As<string>(value)).OrThrow();
        }
        if (value.GetType() == typeof(double))
        {
            return CApi.PyFloat_FromDouble(Unsafe.Unbox<double>(value)).OrThrow();
        }
        if (value.GetType() == typeof(bool))
        {
            return new PyBorrowed(Unsafe.Unbox<bool>(value) ? _true : _false).Own();
        }
        if (value.GetType() == typeof(long))
        {
            return CApi.PyLong_FromLongLong(Unsafe.Unbox<long>(value)).OrThrow();
        }
        return default;
    }

    /// <summary>
    /// The commonest values, read without running Python code: so borrowed references to their neighbours stay good.
    /// False for any other.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryScalarFromPython(PyBorrowed value, nint type, out object? result)
    {
        if (type == _str)
        {
            result = PyText.FromPython(value);
            return true;
        }
        if (type == _int)
        {
            result = IntConversion.Read(value);
            return true;
        }
        if (type == _float)
        {
            result = CApi.PyFloat_AsDouble(value);
            return true;
        }
        if (value.Pointer == _none)
        {
            result = null;
            return true;
        }
        if (type == _bool)
        {
            result = value.Pointer == _true ? s_true : s_false;
            return true;
        }
        result = null;
        return false;
    }
}

/// <summary>Finds it.</summary>
internal static class PyConverterExtensions
{
    extension(PyInterpreter interpreter)
    {
        /// <summary>Values both ways. Without the GIL each thread has one of its own, as what is remembered is not locked.</summary>
        internal PyConverter Converter => CApi.IsFreeThreaded ? ThreadConverter.Of(interpreter) : interpreter.Part<PyConverter>();
    }
}
