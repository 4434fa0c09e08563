using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using PyAsync.CPython;
using PyAsync.Interpreters;
using PyAsync.Objects;

namespace PyAsync.Conversion;

/// <summary>One conversion of a .NET value, with all that is in it, to a Python object.</summary>
internal sealed class PyWriter(PyConverter converter)
{
    private readonly ConversionPath _path = new();
    private object[] _inside = new object[16];
    private Type? _ruleType;
    private WriteRule? _rule;
    private int _ruleVersion;

    public PyConverter Converter => converter;

    public PyInterpreter Interpreter => converter.Interpreter;

    public IPyScheduler? Scheduler { get; private set; }

    public ConversionPath Path => _path;

    /// <summary>The memory that a large value is made on.</summary>
    public FreshPages Pages { get; } = new();

    /// <summary>Begins a conversion.</summary>
    public void Start(IPyScheduler? scheduler)
    {
        // It holds no value of the last one: a converter lives as long as its interpreter.
        Array.Clear(_inside);
        _path.Clear();
        Pages.Start();
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

    /// <summary>Writes a value that is none of the commonest scalars.</summary>
    public PyOwned WriteOther(object value)
    {
        // Rows are mostly of one type.
        if (value.GetType() == _ruleType && PyConverters.Version == _ruleVersion)
        {
            return _rule!(this, value);
        }
        switch (value)
        {
            case object?[] items:
                return ListValues.Write(this, items, items);
            case Dictionary<string, object?> dictionary:
                return DictValues.Write(this, dictionary);
            case List<object?> items:
                return ListValues.Write(this, items, CollectionsMarshal.AsSpan(items));
            case PyObject live:
                return WriteLive(live);
            case IConvertible or IFormattable:
                // One value in a row: the rows' own type stays the one that is remembered.
                return converter.WriteRules.Find(value.GetType())(this, value);
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
