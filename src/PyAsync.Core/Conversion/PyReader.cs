using System;
using System.Collections.Specialized;
using System.Runtime.CompilerServices;
using PyAsync.CPython;
using PyAsync.Interpreters;
using PyAsync.Objects;

namespace PyAsync.Conversion;

/// <summary>
/// One conversion of a Python value with all that is in it. Scalars are read in place; whatever may run Python code is
/// owned while it is read, as that code may change the container.
/// </summary>
internal sealed class PyReader(PyConverter converter)
{
    private readonly ConversionPath _path = new();
    private nint[] _inside = new nint[16];
    private int _deepest;
    private bool _keepsChangeable;

    public PyConverter Converter => converter;

    public PyInterpreter Interpreter => converter.Interpreter;

    public IPyScheduler? Scheduler { get; private set; }

    public PyConversion Conversion { get; private set; } = PyConversion.Default;

    /// <summary>Where the conversion is.</summary>
    public ConversionPath Path => _path;

    /// <summary>Begins a conversion.</summary>
    public void Start(IPyScheduler? scheduler, PyConversion conversion)
    {
        _path.Clear();
        Scheduler = scheduler;
        Conversion = conversion;
        _keepsChangeable = conversion.KeepsChangeable;
        _deepest = Math.Min(conversion.MaxDepth, PyConversion.GreatestMaxDepth);
    }

    /// <summary>Reads any value.</summary>
    public object? Read(PyBorrowed value)
    {
        nint type = CApi.TypeOf(value);
        return converter.TryScalarFromPython(value, type, out object? scalar) ? scalar : ReadOther(value, type);
    }

    /// <summary>Reads a value that is none of the commonest scalars. The caller owns it.</summary>
    public object? ReadOther(PyBorrowed value, nint type)
    {
        PyTypes types = Interpreter.Types;
        if (_keepsChangeable)
        {
            ReadType known = converter.ReadRules.Find(type, value);
            return (known.IsConstant ? known.Rule : known.Live).Read(this, value);
        }
        if (type == types.Dict)
        {
            return DictValues.Read(this, value, null);
        }
        if (type == types.List)
        {
            return ListValues.Read(this, value);
        }
        if (type == types.Tuple)
        {
            return TupleValues.Read(this, value);
        }
        return converter.ReadRules.Find(type, value).Rule.Read(this, value);
    }

    /// <summary>Reads an item of a container that may run Python code.</summary>
    public object? ReadOwned(PyBorrowed value, nint type)
    {
        using PyOwned own = value.Own();
        return ReadOther(own, type);
    }

    /// <summary>Goes into a container.</summary>
    /// <exception cref="PyConversionException">It is in itself, or too deep.</exception>
    public void Enter(PyBorrowed container)
    {
        int depth = _path.Depth;
        for (int i = 0; i < depth; i++)
        {
            if (_inside[i] == container.Pointer)
            {
                throw new PyConversionException($"The Python value{_path.Place()} contains itself, so it has no end.");
            }
        }
        if (depth >= _deepest || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new PyConversionException($"The Python value is nested deeper than {depth} levels{_path.Place()}.");
        }
        if (depth == _inside.Length)
        {
            Array.Resize(ref _inside, depth * 2);
        }
        _inside[depth] = container.Pointer;
        _path.Enter();
    }

    /// <summary>Comes out of it.</summary>
    public void Leave() => _path.Leave();

    /// <summary>Named values as a record or a dictionary.</summary>
    /// <param name="names">The names.</param>
    /// <param name="values">Their values, for the result to keep.</param>
    /// <param name="canBeRecord">Whether the names can be a record's.</param>
    /// <param name="typeName">The class that they are the fields of, or null for a dict.</param>
    public object Named(string[] names, object?[] values, bool canBeRecord, string? typeName)
    {
        if (Conversion.Records is { } records && !Conversion.AsHashtable && canBeRecord)
        {
            return records.Create(names, values, typeName);
        }
        OrderedDictionary result = new(values.Length, StringComparer.Ordinal);
        for (int i = 0; i < values.Length; i++)
        {
            // Not by Add: keys of different Python classes may be the same text.
            result[names[i]] = values[i];
        }
        return result;
    }

    /// <summary>The error of a container that another thread, or the code of its own items, has changed.</summary>
    public PyConversionException Changed(string what, Exception? cause = null) => new(
        $"The Python {what}{_path.Place()} was changed while it was read, by another thread or by code of its own items. Give a copy of it, or hold a lock meanwhile.",
        innerException: cause);
}
