using PyAsync.CPython;
using PyAsync.Interpreters;

namespace PyAsync.Conversion;

/// <summary>A dataclass or attrs class: a record of its fields.</summary>
internal sealed class FieldsRule : ReadRule
{
    private readonly string _typeName;
    private readonly PyShape _shape;
    private readonly PyAttribute[] _fields;

    public FieldsRule(string typeName, string[] names)
    {
        _typeName = typeName;
        _shape = PyShape.Of(names);
        _fields = new PyAttribute[names.Length];
        for (int i = 0; i < names.Length; i++)
        {
            _fields[i] = new PyAttribute(names[i]);
        }
    }

    public override object? Read(PyReader reader, PyBorrowed value)
    {
        reader.Enter(value);
        object?[] values = new object?[_fields.Length];
        for (int i = 0; i < values.Length; i++)
        {
            reader.Path.At(_shape.Names[i]);
            using PyOwned field = _fields[i].Get(value);
            values[i] = reader.Read(field);
        }
        reader.Leave();
        return reader.Named(_shape.Names, values, _shape.IsRecord, _typeName);
    }
}

/// <summary>A namedtuple: a record of its fields.</summary>
internal sealed class NamedTupleRule(string typeName, string[] names) : ReadRule
{
    private readonly PyShape _shape = PyShape.Of(names);

    public override object? Read(PyReader reader, PyBorrowed value)
    {
        object?[] values = reader.ReadTuple(value);
        // A class derived from it may say that it has fields which its instances lack.
        return values.Length == _shape.Names.Length
            ? reader.Named(_shape.Names, values, _shape.IsRecord, typeName)
            : values;
    }
}

/// <summary>A pydantic model: a record of its fields, nested models being records of their own types.</summary>
internal sealed class ModelRule(PyInterpreter interpreter, string typeName) : ReadRule
{
    public override object? Read(PyReader reader, PyBorrowed value)
    {
        // The dict is new each time, so a model that contains itself is noticed here.
        reader.Enter(value);
        using PyOwned items = CApi.Call(new PyBorrowed(interpreter.ValueFunctions.ModelItems), value).OrThrow();
        object result = reader.ReadDict(items, typeName);
        reader.Leave();
        return result;
    }
}

/// <summary>A pydantic RootModel: what its root is.</summary>
internal sealed class RootRule : ReadRule
{
    private readonly PyAttribute _root = new("root");

    public override object? Read(PyReader reader, PyBorrowed value)
    {
        reader.Enter(value);
        using PyOwned root = _root.Get(value);
        object? result = reader.Read(root);
        reader.Leave();
        return result;
    }
}

/// <summary>collections.OrderedDict, which keeps an order of its own beside that of the dict that it is.</summary>
internal sealed class OrderedDictRule : ReadRule
{
    public override object? Read(PyReader reader, PyBorrowed value)
    {
        reader.Enter(value);
        using PyOwned copy = CApi.Call(new PyBorrowed(reader.Interpreter.Types.Dict), value).OrThrow();
        object result = reader.ReadDict(copy, null);
        reader.Leave();
        return result;
    }
}
