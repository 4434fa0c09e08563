using System.Collections.Generic;
using PyAsync.CPython;
using PyAsync.Interpreters;
using PyAsync.Objects;

namespace PyAsync.Conversion;

/// <summary>How the instances of one Python type become .NET values.</summary>
internal abstract class ReadRule
{
    /// <summary>Reads an instance, which the caller owns.</summary>
    public abstract object? Read(PyReader reader, PyBorrowed value);
}

/// <summary>What is known of a Python type.</summary>
/// <param name="Rule">How its instances become .NET values.</param>
/// <param name="Live">How they are kept live.</param>
/// <param name="IsConstant">Whether they cannot be changed, so that a copy is as good.</param>
internal sealed record ReadType(ReadRule Rule, LiveRule Live, bool IsConstant);

/// <summary>
/// What is known of each Python type that has been met, by its address. The types are held, so an address never stands for
/// another type. Bounded; on a thread that holds the GIL.
/// </summary>
internal sealed class ReadRules(PyInterpreter interpreter)
{
    private const int MostTypes = 4096;

    private readonly Dictionary<nint, ReadType> _rules = [];
    private readonly LiveRule _anonymous = new("object", PyShapeKind.Plain);
    private int _version;

    /// <summary>What is known of a type, an instance of which is given.</summary>
    public ReadType Find(nint type, PyBorrowed value)
    {
        if (_version == PyConverters.Version && _rules.TryGetValue(type, out ReadType? known))
        {
            return known;
        }
        return Classify(value);
    }

    /// <summary>A live object, whatever the value is.</summary>
    public PyObject Live(PyBorrowed value, nint type, IPyScheduler? scheduler, PyConversion conversion)
    {
        // Asking Python about a type needs an interpreter that has started; its own start-up shows exceptions too.
        LiveRule live = interpreter.Half is null ? _anonymous : Find(type, value).Live;
        return live.Make(interpreter, scheduler, value, conversion);
    }

    private ReadType Classify(PyBorrowed value)
    {
        int version = PyConverters.Version;
        if (version != _version || _rules.Count >= MostTypes)
        {
            Clear();
            _version = version;
        }
        PyOwned type = CApi.PyObject_Type(value);
        try
        {
            if (interpreter.LiveObjects.Opened is { } live && live.IsLive(type.Pointer))
            {
                LiveRule asObject = new(PyObject.TypeNameOf(value), PyShapeKind.Plain);
                ReadType host = new(new LiveHostRule(live), asObject, IsConstant: true);
                if (_rules.TryAdd(type.Pointer, host))
                {
                    type.Detach();
                }
                return host;
            }
            using PyOwned facts = CApi.Call(new PyBorrowed(interpreter.ValueFunctions.Classify), type).OrThrow();
            ReadType known = Make(facts);
            // The call may have classified the type on its way.
            if (_rules.TryAdd(type.Pointer, known))
            {
                type.Detach();
            }
            return known;
        }
        finally
        {
            type.Dispose();
        }
    }

    private void Clear()
    {
        nint[] types = [.. _rules.Keys];
        _rules.Clear();
        foreach (nint type in types)
        {
            new PyOwned(type).Dispose();
        }
    }

    private ReadType Make(PyBorrowed facts)
    {
        string kind = PyText.FromPython(CApi.PyTuple_GetItem(facts, 0));
        string name = PyText.FromPython(CApi.PyTuple_GetItem(facts, 2));
        string[] bases = Texts(CApi.PyTuple_GetItem(facts, 3));
        LiveRule live = new(name, (PyShapeKind)PyInt.ToInt32(CApi.PyTuple_GetItem(facts, 4)));
        foreach (string candidate in bases)
        {
            if (PyConverters.FindFromPython(candidate) is { } convert)
            {
                return new ReadType(new UserReadRule(candidate, convert, live), live, IsConstant: true);
            }
        }
        // What Python has said for certain stays so: an enum of dates is an enum.
        bool isCertain = kind is "kept" or "enum" or "ndarray" or "numpy_scalar" or "series" or "frame" or "tuple" or "namedtuple";
        if (!isCertain && interpreter.Converter.Types.Find(bases) is { } conversion)
        {
            return new ReadType(new TypeConversionRule(conversion, live), live, conversion.IsConstant);
        }
        return new ReadType(MakeRule(kind, bases[0], CApi.PyTuple_GetItem(facts, 1), live), live, IsConstant: kind is "numpy_scalar" or "enum");
    }

    private ReadRule MakeRule(string kind, string className, PyBorrowed fields, LiveRule live)
    {
        return kind switch
        {
            "list" => ContainerRule.List,
            "tuple" => ContainerRule.Tuple,
            "dict" => ContainerRule.Dict,
            "mapping" => new MappingRule(interpreter.Types.Dict, null),
            "multi" => new MappingRule(interpreter.ValueFunctions.MultiItems, null),
            "as_dict" => new MappingRule(interpreter.ValueFunctions.AsDict, null),
            "set" => ContainerRule.Set,
            "enum" => new EnumRule(className, live),
            "buffer" => new BufferRule(live),
            "ndarray" => new ArrayRule(interpreter, live),
            "numpy_scalar" => new ViaPythonRule(interpreter.ValueFunctions.NumpyScalar, live),
            "series" => new ViaPythonRule(interpreter.ValueFunctions.SeriesValues, live),
            "frame" => new FrameRule(interpreter),
            "model" => new MappingRule(interpreter.ValueFunctions.ModelItems, className),
            "fields" => new FieldsRule(className, Texts(fields)),
            "fields_root" => new RootRule(),
            "namedtuple" => new NamedTupleRule(className, Texts(fields)),
            _ => live,
        };
    }

    private static string[] Texts(PyBorrowed tuple)
    {
        string[] result = new string[CApi.PyTuple_Size(tuple)];
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = PyText.FromPython(CApi.PyTuple_GetItem(tuple, i));
        }
        return result;
    }
}
