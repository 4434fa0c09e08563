using PyAsync.CPython;
using PyAsync.Interpreters;
using PyAsync.Objects;

namespace PyAsync.Conversion;

/// <summary>
/// A member of an Enum that is no number or text: what the host makes of a name, else live. A combination of flags has the
/// names of its parts.
/// </summary>
internal sealed class EnumRule(string typeName, LiveRule live) : ReadRule
{
    private readonly PyAttribute _name = new("name");
    private readonly PyAttribute _value = new("value");

    public override object? Read(PyReader reader, PyBorrowed value)
    {
        PyObject member = live.Make(reader.Interpreter, reader.Scheduler, value, reader.Conversion);
        if (reader.Conversion.Records is not IPyMemberFactory factory)
        {
            return member;
        }
        using PyOwned name = _name.Get(value);
        // Before Python 3.11 a combination of flags has none; its text is `Color.red|blue`.
        string text = name.Pointer == reader.Interpreter.None ? PyText.Str(value) : PyText.Str(name);
        reader.Enter(value);
        using PyOwned content = _value.Get(value);
        object? converted = reader.Read(content);
        reader.Leave();
        return factory.CreateMember(text[(text.LastIndexOf('.') + 1)..], converted, typeName, member);
    }
}
