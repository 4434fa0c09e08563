using PyAsync.CPython;
using PyAsync.Interpreters;
using PyAsync.Objects;

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
        object?[] values = TupleValues.Read(reader, value);
        // A class derived from it may say that it has fields which its instances lack.
        return values.Length == _shape.Names.Length
            ? reader.Named(_shape.Names, values, _shape.IsRecord, typeName)
            : values;
    }
}

/// <summary>
/// What a callable makes a dict of: mappings of any class and database drivers' rows by <c>dict</c> itself, pydantic's
/// models and others by a function of the Python half. A record, as that dict would be.
/// </summary>
/// <param name="toDict">The callable, which lives as long as the interpreter.</param>
/// <param name="typeName">The class whose fields these are, or null for a mapping.</param>
internal sealed class MappingRule(nint toDict, string? typeName) : ReadRule
{
    public override object? Read(PyReader reader, PyBorrowed value)
    {
        // The dict is new each time, so a value that contains itself is noticed here.
        reader.Enter(value);
        using PyOwned items = Items(reader, value);
        object result = DictValues.Read(reader, items, typeName);
        reader.Leave();
        return result;
    }

    private PyOwned Items(PyReader reader, PyBorrowed value)
    {
        try
        {
            return CApi.Call(new PyBorrowed(toDict), value).OrThrow();
        }
        // Of no code of the class, as there are no frames: without the GIL an OrderedDict can lose a key between the listing and the look.
        catch (PyException error) when (error.Frames.Count == 0 && error.Is("KeyError"))
        {
            throw reader.Changed("mapping", error);
        }
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
