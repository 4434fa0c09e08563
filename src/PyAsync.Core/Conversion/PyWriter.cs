using System;
using System.Collections.Generic;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using PyAsync.CPython;
using PyAsync.Interpreters;
using PyAsync.Objects;

namespace PyAsync.Conversion;

/// <summary>One conversion of a .NET value, with all that is in it, to a Python object.</summary>
internal sealed partial class PyWriter(PyConverter converter)
{
    private readonly ConversionPath _path = new();
    private readonly FreshPages _pages = new();
    private object[] _inside = new object[16];
    private Type? _ruleType;
    private WriteRule? _rule;
    private int _ruleVersion;

    public PyConverter Converter => converter;

    public PyInterpreter Interpreter => converter.Interpreter;

    public IPyScheduler? Scheduler { get; private set; }

    public ConversionPath Path => _path;

    /// <summary>Begins a conversion.</summary>
    public void Start(IPyScheduler? scheduler)
    {
        // Held values are let go: a converter lives as long as its interpreter.
        Array.Clear(_inside);
        _path.Clear();
        _pages.Start();
        Scheduler = scheduler;
    }

    /// <summary>Writes any value.</summary>
    public PyOwned Write(object? value)
    {
        PyOwned scalar = converter.ScalarToPython(value);
        return scalar.IsNull ? WriteOther(value!) : scalar;
    }

    /// <summary>Goes into a container.</summary>
    /// <exception cref="PyConversionException">It is in itself, or too deep.</exception>
    public void Enter(object container)
    {
        int depth = _path.Depth;
        for (int i = 0; i < depth; i++)
        {
            if (ReferenceEquals(_inside[i], container))
            {
                throw new PyConversionException($"The value of type '{container.GetType()}'{_path.Place()} contains itself, so it has no end. Break the cycle before giving it to Python.", container);
            }
        }
        if (depth >= PyConversion.DefaultMaxDepth || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new PyConversionException($"The value is nested deeper than {depth} levels{_path.Place()}. Flatten it before giving it to Python.", container);
        }
        if (depth == _inside.Length)
        {
            Array.Resize(ref _inside, depth * 2);
        }
        _inside[depth] = container;
        _path.Enter();
    }

    /// <summary>Comes out of it.</summary>
    public void Leave()
    {
        _path.Leave();
        _inside[_path.Depth] = null!;
    }

    private PyOwned WriteOther(object value)
    {
        // Rows are mostly of one type.
        if (value.GetType() == _ruleType && PyConverters.Version == _ruleVersion)
        {
            return _rule!(this, value);
        }
        switch (value)
        {
            case object?[] items:
                return WriteItems(items);
            case Dictionary<string, object?> dictionary:
                return WriteDictionary(dictionary);
            case List<object?> items:
                return WriteItems(items, CollectionsMarshal.AsSpan(items));
            case PyObject live:
                return WriteLive(live);
            // The runtime lets an sbyte[] pass for a byte[].
            case byte[] bytes when value.GetType() == typeof(byte[]):
                return WriteBytes(bytes);
            case IConvertible or IFormattable:
                return WriteValue(value);
            default:
                _ruleVersion = PyConverters.Version;
                _rule = converter.WriteRules.Find(value.GetType());
                _ruleType = value.GetType();
                return _rule(this, value);
        }
    }

    private PyOwned WriteLive(PyObject live)
    {
        PyBorrowed value = live.BorrowFor(Scheduler);
        if (Scheduler is { } scheduler && live.Owner is { } owner && owner != scheduler)
        {
            scheduler.RefuseBound(value, live.PyTypeName);
        }
        return value.Own();
    }

    // One value each; those that have no quick path of their own.
    private PyOwned WriteValue(object value)
    {
        switch (value)
        {
            case DBNull:
                return Interpreter.NoneRef.Own();
            case float number:
                return CApi.PyFloat_FromDouble(number).OrThrow();
            case Half number:
                return CApi.PyFloat_FromDouble((double)number).OrThrow();
            case char character:
                return PyText.ToPython(character.ToString()).OrThrow();
            case byte number:
                return CApi.PyLong_FromLongLong(number).OrThrow();
            case sbyte number:
                return CApi.PyLong_FromLongLong(number).OrThrow();
            case short number:
                return CApi.PyLong_FromLongLong(number).OrThrow();
            case ushort number:
                return CApi.PyLong_FromLongLong(number).OrThrow();
            case uint number:
                return CApi.PyLong_FromLongLong(number).OrThrow();
            case ulong number:
                return CApi.PyLong_FromUnsignedLongLong(number).OrThrow();
            case nint number:
                return CApi.PyLong_FromLongLong(number).OrThrow();
            case nuint number:
                return CApi.PyLong_FromUnsignedLongLong(number).OrThrow();
            case BigInteger number:
                return PyNumbers.ToInt(number);
            case Int128 number:
                return PyNumbers.ToInt(number);
            case UInt128 number:
                return PyNumbers.ToInt(number);
            case Complex number:
                return CApi.PyComplex_FromDoubles(number.Real, number.Imaginary).OrThrow();
            default:
                return converter.WriteRules.Find(value.GetType())(this, value);
        }
    }

    /// <summary>An enum's number.</summary>
    public static PyOwned WriteEnum(object value) => Type.GetTypeCode(value.GetType()) is TypeCode.UInt64
        ? CApi.PyLong_FromUnsignedLongLong(Convert.ToUInt64(value, CultureInfo.InvariantCulture)).OrThrow()
        : CApi.PyLong_FromLongLong(Convert.ToInt64(value, CultureInfo.InvariantCulture)).OrThrow();

    /// <summary>Writes what has a rule only by a base class.</summary>
    public PyOwned WriteByBaseClass(object value) => value switch
    {
        // As it was written: ToString() would decode it.
        Uri uri => PyText.ToPython(uri.OriginalString).OrThrow(),
        Version => PyText.ToPython(value.ToString()).OrThrow(),
        Exception error => Interpreter.Exceptions.ToPython(error),
        _ => WriteLiveHost(value),
    };

    /// <summary>Writes a .NET object as a live one.</summary>
    /// <exception cref="PyConversionException">It has no counterpart, and live objects cannot be had here.</exception>
    public PyOwned WriteLiveHost(object value)
    {
        LiveObjects live = Interpreter.LiveObjects;
        return live.TryRequire(out PyAsyncException? refusal)
            ? live.Require().ToPython(value)
            : throw new PyConversionException(
                $"A value of type '{value.GetType()}'{_path.Place()} has no counterpart in Python. {refusal.Message} Convert it first, or register a converter for its type.", value, refusal);
    }
}
