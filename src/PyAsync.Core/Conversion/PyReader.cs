using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using PyAsync.CPython;
using PyAsync.Interpreters;
using PyAsync.Objects;

namespace PyAsync.Conversion;

/// <summary>
/// One conversion of a Python value with all that is in it. Scalars are read in place; whatever may run Python code is
/// owned while it is read, as that code may change the container.
/// </summary>
internal sealed partial class PyReader(PyConverter converter)
{
    // Shorter ones are made on memory that .NET has already.
    private const int LargeList = 2000;

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
            return ReadDict(value, null);
        }
        if (type == types.List)
        {
            return ReadList(value);
        }
        if (type == types.Tuple)
        {
            return ReadTuple(value);
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

    public object?[] ReadList(PyBorrowed list)
    {
        CriticalSection section = default;
        section.Enter(list);
        try
        {
            return ReadLockedList(list);
        }
        finally
        {
            section.Leave();
        }
    }

    private object?[] ReadLockedList(PyBorrowed list)
    {
        int count = checked((int)CApi.PyList_Size(list));
        if (count == 0)
        {
            return [];
        }
        Enter(list);
        object?[] result = new object?[count];
        for (int i = 0; i < result.Length; i++)
        {
            PyBorrowed item = CApi.PyList_GetItem(list, i);
            if (item.IsNull)
            {
                CApi.PyErr_Clear();
                throw Changed("list");
            }
            nint type = CApi.TypeOf(item);
            if (!converter.TryScalarFromPython(item, type, out object? value))
            {
                _path.At(i);
                value = ReadOwned(item, type);
                if (CApi.PyList_Size(list) != count)
                {
                    throw Changed("list");
                }
            }
            result[i] = value;
            if ((i & 255) == 255 && count >= LargeList && value is not null)
            {
                FreshPages.Ahead(value);
            }
        }
        Leave();
        return result;
    }

    public object?[] ReadTuple(PyBorrowed tuple)
    {
        int count = checked((int)CApi.PyTuple_Size(tuple));
        if (count == 0)
        {
            return [];
        }
        Enter(tuple);
        object?[] result = new object?[count];
        for (int i = 0; i < result.Length; i++)
        {
            PyBorrowed item = CApi.PyTuple_GetItem(tuple, i);
            nint type = CApi.TypeOf(item);
            if (!converter.TryScalarFromPython(item, type, out object? value))
            {
                _path.At(i);
                value = ReadOwned(item, type);
            }
            result[i] = value;
        }
        Leave();
        return result;
    }

    /// <summary>Over a copy, as reading an item may run Python code, in which other threads may change the set.</summary>
    public HashSet<object?> ReadSet(PyBorrowed set)
    {
        Enter(set);
        using PyOwned copy = CApi.Call(new PyBorrowed(Interpreter.Types.List), set).OrThrow();
        int count = checked((int)CApi.PyList_Size(copy));
        HashSet<object?> result = new(count, PyKeyComparer.Instance);
        for (int i = 0; i < count; i++)
        {
            result.Add(Read(CApi.PyList_GetItem(copy, i)));
        }
        Leave();
        return result;
    }

    private PyConversionException Changed(string what) => new(
        $"The Python {what}{_path.Place()} was changed while it was read, by another thread or by code of its own items. Give a copy of it, or hold a lock meanwhile.");
}
