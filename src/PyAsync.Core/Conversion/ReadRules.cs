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

/// <summary>
/// The rule of each Python type that has been met, by its address. The types are held, so an address never stands for
/// another type. Bounded; on a thread that holds the GIL.
/// </summary>
internal sealed class ReadRules(PyInterpreter interpreter)
{
    private const int MostTypes = 4096;

    private readonly Dictionary<nint, ReadRule> _rules = [];
    private readonly LiveRule _anonymous = new("object", 0);
    private int _version;

    /// <summary>The rule of a type, an instance of which is given.</summary>
    public ReadRule Find(nint type, PyBorrowed value)
    {
        if (_version == PyConverters.Version && _rules.TryGetValue(type, out ReadRule? rule))
        {
            return rule;
        }
        return Classify(value);
    }

    /// <summary>A live object, whatever the value is.</summary>
    public PyObject Live(PyBorrowed value, nint type, IPyScheduler? scheduler, PyConversion conversion)
    {
        // Asking Python about a type needs an interpreter that has started; its own start-up shows exceptions too.
        LiveRule live = interpreter.Half is null ? _anonymous : Find(type, value) as LiveRule ?? new LiveRule(value);
        return live.Make(interpreter, scheduler, value, conversion);
    }

    private ReadRule Classify(PyBorrowed value)
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
                LiveHostRule host = new(live);
                if (_rules.TryAdd(type.Pointer, host))
                {
                    type.Detach();
                }
                return host;
            }
            using PyOwned facts = CApi.Call(new PyBorrowed(interpreter.ValueFunctions.Classify), type).OrThrow();
            ReadRule rule = Make(facts);
            // The call may have classified the type on its way.
            if (_rules.TryAdd(type.Pointer, rule))
            {
                type.Detach();
            }
            return rule;
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

    private ReadRule Make(PyBorrowed facts)
    {
        string kind = PyText.FromPython(CApi.PyTuple_GetItem(facts, 0));
        PyBorrowed extra = CApi.PyTuple_GetItem(facts, 1);
        string name = PyText.FromPython(CApi.PyTuple_GetItem(facts, 2));
        string[] bases = Texts(CApi.PyTuple_GetItem(facts, 3));
        foreach (string candidate in bases)
        {
            if (PyConverters.FindFromPython(candidate) is { } convert)
            {
                return new UserReadRule(candidate, convert, name);
            }
        }
        // What Python has said for certain stays so: an enum of dates is an enum.
        bool isCertain = kind is "kept" or "null" or "ndarray" or "numpy_scalar" or "series" or "frame" or "tuple" or "namedtuple";
        if (!isCertain && interpreter.Converter.Types.Find(bases) is { } conversion)
        {
            return new TypeConversionRule(conversion, name);
        }
        return kind switch
        {
            "str" => SimpleRule.Text,
            "int" => SimpleRule.Int,
            "float" => SimpleRule.Float,
            "complex" => SimpleRule.Complex,
            "bytes" => SimpleRule.Bytes,
            "bytearray" => SimpleRule.ByteArray,
            "list" => SimpleRule.List,
            "tuple" => SimpleRule.Tuple,
            "dict" => SimpleRule.Dict,
            "ordered_dict" => new OrderedDictRule(),
            "set" => SimpleRule.Set,
            "null" => SimpleRule.Null,
            "exception" => SimpleRule.Exception,
            "buffer" => new BufferRule(name),
            "ndarray" => new ArrayRule(interpreter, name),
            "numpy_scalar" => new ViaPythonRule(interpreter.ValueFunctions.NumpyScalar, name),
            "series" => new ViaPythonRule(interpreter.ValueFunctions.SeriesValues, name),
            "frame" => new FrameRule(interpreter),
            "model" => new ModelRule(interpreter, bases[0]),
            "fields" => new FieldsRule(bases[0], Texts(extra)),
            "fields_root" => new RootRule(),
            "namedtuple" => new NamedTupleRule(bases[0], Texts(extra)),
            _ => new LiveRule(name, PyInt.ToInt32(extra)),
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
