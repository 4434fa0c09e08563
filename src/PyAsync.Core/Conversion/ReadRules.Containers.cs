using PyAsync.CPython;

namespace PyAsync.Conversion;

/// <summary>A container of Python's own, and classes derived from it.</summary>
internal sealed class ContainerRule : ReadRule
{
    public static readonly ContainerRule List = new(ListValues.Read);
    public static readonly ContainerRule Tuple = new(TupleValues.Read);
    public static readonly ContainerRule Dict = new((reader, value) => DictValues.Read(reader, value, null));
    public static readonly ContainerRule Set = new(SetValues.Read);

    private readonly Body _body;

    private ContainerRule(Body body)
    {
        _body = body;
    }

    private delegate object? Body(PyReader reader, PyBorrowed value);

    public override object? Read(PyReader reader, PyBorrowed value) => _body(reader, value);
}
