using System.Collections.Specialized;
using PyAsync.Objects;
using Xunit;

namespace PyAsync.Tests.Values;

public sealed class RecordTests(LoopFixture python)
{
    private static readonly PyConversion s_records = new() { Records = new Factory() };

    private sealed record Made(string[] Names, object?[] Values, string? TypeName);

    private sealed class Factory : IPyRecordFactory
    {
        public object Create(string[] names, object?[] values, string? typeName) => new Made(names, values, typeName);
    }

    [Fact]
    public void A_dict_of_names_becomes_a_record_without_a_type_name()
    {
        Made record = Read("{'b': 1, 'a': [{'x': 'y'}]}");
        Assert.Equal(["b", "a"], record.Names);
        Assert.Null(record.TypeName);
        Assert.Equal(["x"], Assert.IsType<Made>(((object?[])record.Values[1]!)[0]).Names);
    }

    [Fact]
    public void Records_of_one_shape_share_their_names()
    {
        object?[] rows = (object?[])python.Read("[{'id': i, 'name': str(i)} for i in range(3)]", s_records)!;
        Assert.Same(((Made)rows[0]!).Names, ((Made)rows[2]!).Names);
        // A parser makes its key objects anew for each document.
        Assert.Same(Read("__import__('json').loads('{\"k1\": 1, \"k2\": 2}')").Names, Read("__import__('json').loads('{\"k1\": 3, \"k2\": 4}')").Names);
    }

    [Fact]
    public void Many_shapes_in_turn_are_each_read_right()
    {
        python.Run("shapes = [{'a%d' % (i % 700): i, 'b%d' % (i % 3): str(i)} for i in range(5000)]");
        object?[] rows = (object?[])python.Read("shapes", s_records)!;
        for (int i = 0; i < rows.Length; i++)
        {
            Made record = (Made)rows[i]!;
            Assert.Equal([$"a{i % 700}", $"b{i % 3}"], record.Names);
            Assert.Equal(i, record.Values[0]);
        }
    }

    [Theory]
    [InlineData("{'a': 1, 'A': 2}")]
    [InlineData("{'': 1}")]
    public void Names_that_no_record_can_have_make_a_dictionary(string expression) =>
        Assert.IsType<OrderedDictionary>(python.Read(expression, s_records));

    [Fact]
    public void AsHashtable_makes_dictionaries_all_the_way_down()
    {
        PyConversion conversion = new() { Records = new Factory(), AsHashtable = true };
        OrderedDictionary outer = Assert.IsType<OrderedDictionary>(python.Read("{'a': {'b': 1}}", conversion));
        Assert.IsType<OrderedDictionary>(outer["a"]);
    }

    [Fact]
    public void An_empty_dict_becomes_an_empty_record_or_dictionary()
    {
        Assert.Empty(Read("{}").Names);
        Assert.Empty(Assert.IsType<OrderedDictionary>(python.Read("{}")));
    }

    [Fact]
    public void A_namedtuple_becomes_a_record_with_its_type_name()
    {
        python.Run("import collections\nPoint = collections.namedtuple('Point', 'x y')");
        Made record = Read("Point(1, Point(2, 3))");
        Assert.Equal("__main__.Point", record.TypeName);
        Assert.Equal(["x", "y"], record.Names);
        Assert.Equal([2, 3], Assert.IsType<Made>(record.Values[1]).Values);
        Assert.Equal(1, ((OrderedDictionary)python.Read("Point(1, 2)")!)["x"]);
    }

    [Fact]
    public void A_dataclass_becomes_a_record_of_its_fields()
    {
        python.Run("""
            import dataclasses, typing
            @dataclasses.dataclass
            class Inner:
                tags: list
            @dataclasses.dataclass
            class Outer:
                shared: typing.ClassVar[int] = 5
                name: str = 'n'
                inner: Inner = dataclasses.field(default_factory=lambda: Inner([1]))
                def method(self): pass
            """);
        Made record = Read("Outer()");
        Assert.Equal("__main__.Outer", record.TypeName);
        Assert.Equal(["name", "inner"], record.Names);
        Assert.Equal("__main__.Inner", Assert.IsType<Made>(record.Values[1]).TypeName);
    }

    [Fact]
    public void A_dataclass_that_contains_itself_is_refused()
    {
        python.Run("""
            import dataclasses
            @dataclasses.dataclass
            class Node:
                next: object = None
            node = Node()
            node.next = [node]
            """);
        Assert.Contains("next[0] contains itself", Assert.Throws<PyConversionException>(() => python.Read("node", s_records)).Message, System.StringComparison.Ordinal);
    }

    [Fact]
    public void A_field_that_cannot_be_read_gives_Pythons_error()
    {
        python.Run("""
            import dataclasses
            @dataclasses.dataclass
            class Partial:
                there: int = dataclasses.field(init=False)
            """);
        Assert.Equal("AttributeError", Assert.Throws<PyException>(() => python.Read("Partial()", s_records)).PythonType);
    }

    [Trait("Needs", "attr")]
    [Fact]
    public void An_attrs_class_becomes_a_record()
    {
        python.Need("attr");
        python.Run("import attr\n@attr.s\nclass Attrs:\n    a = attr.ib(default=1)\n    b = attr.ib(default='x')");
        Made record = Read("Attrs()");
        Assert.Equal(["a", "b"], record.Names);
        Assert.Equal("__main__.Attrs", record.TypeName);
    }

    [Trait("Needs", "pydantic")]
    [Fact]
    public void A_pydantic_model_becomes_a_record_of_its_fields()
    {
        python.Need("pydantic");
        python.Run("""
            import pydantic
            class Part(pydantic.BaseModel):
                n: int
            class Whole(pydantic.BaseModel):
                name: str
                parts: list
            """);
        Made record = Read("Whole(name='w', parts=[Part(n=1)])");
        Assert.Equal("__main__.Whole", record.TypeName);
        Assert.Equal(["name", "parts"], record.Names);
        Assert.Equal("__main__.Part", Assert.IsType<Made>(((object?[])record.Values[1]!)[0]).TypeName);
    }

    [Trait("Needs", "pydantic")]
    [Fact]
    public void A_pydantic_model_keeps_its_extra_fields()
    {
        python.Need("pydantic");
        python.Run("""
            import pydantic
            if pydantic.VERSION.startswith('1.'):
                class Open(pydantic.BaseModel):
                    a: int
                    class Config:
                        extra = 'allow'
            else:
                class Open(pydantic.BaseModel):
                    model_config = pydantic.ConfigDict(extra='allow')
                    a: int
            """);
        Assert.Equal(["a", "b"], Read("Open(a=1, b='more')").Names);
    }

    private Made Read(string expression) => Assert.IsType<Made>(python.Read(expression, s_records));
}
