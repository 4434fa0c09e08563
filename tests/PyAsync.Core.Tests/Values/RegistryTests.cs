using System;
using System.Collections.Generic;
using PyAsync.Conversion;
using PyAsync.Objects;
using Xunit;

namespace PyAsync.Tests.Values;

public sealed class RegistryTests(LoopFixture python) : IDisposable
{
    private class Money(decimal amount)
    {
        public decimal Amount => amount;
    }

    private sealed class Euro(decimal amount) : Money(amount);

    private sealed class Box(object? content)
    {
        public object? Content => content;
    }

    public void Dispose()
    {
        PyConverters.UnregisterToPython(typeof(Money));
        PyConverters.UnregisterFromPython("__main__.Celsius");
    }

    [Fact]
    public void A_registered_type_and_what_derives_from_it_is_converted()
    {
        Assert.ThrowsAny<PyAsyncException>(() => python.Ask(new Euro(1), "x[0]"));
        PyConverters.RegisterToPython(typeof(Money), value => new object[] { ((Money)value).Amount });
        Assert.Equal(true, python.Ask(new object[] { new Euro(1.5m) }, "str(x[0][0]) == '1.5'"));
        Assert.True(PyConverters.UnregisterToPython(typeof(Money)));
        Assert.False(PyConverters.UnregisterToPython(typeof(Money)));
        Assert.ThrowsAny<PyAsyncException>(() => python.Ask(new Euro(1), "x[0]"));
    }

    [Fact]
    public void A_registered_Python_class_and_what_derives_from_it_is_converted()
    {
        python.Run("class Celsius:\n    def __init__(self, d): self.degrees = d\nclass Exact(Celsius): pass");
        Assert.IsType<PyObject>(python.Read("Celsius(20.5)"));
        PyConverters.RegisterFromPython("__main__.Celsius", value => $"{value.PyGetAttribute("degrees")} C");
        Assert.Equal(new object[] { "20 C", "21 C" }, python.Read("[Celsius(20), Exact(21)]"));
        Assert.Contains(new PyConverterInfo(PyConverterDirection.FromPython, "__main__.Celsius"), PyConverters.All);
        Assert.True(PyConverters.UnregisterFromPython("__main__.Celsius"));
        Assert.IsType<PyObject>(python.Read("Celsius(20.5)"));
    }

    [Fact]
    public void A_converter_that_fails_is_named_with_the_place()
    {
        python.Run("class Celsius: pass");
        PyConverters.RegisterFromPython("__main__.Celsius", _ => throw new FormatException("no degrees"));
        PyConversionException error = Assert.Throws<PyConversionException>(() => python.Read("{'t': [Celsius()]}"));
        Assert.Contains("'__main__.Celsius'", error.Message, StringComparison.Ordinal);
        Assert.Contains("t[0]", error.Message, StringComparison.Ordinal);
        Assert.IsType<FormatException>(error.InnerException);
    }

    [Fact]
    public void An_unwrapper_gives_the_content_of_a_hosts_wrapper()
    {
        PyConverters.AddUnwrapper(typeof(Box), value => ((Box)value).Content);
        Assert.Equal(true, python.Ask(new Box(new Box(5)), "x == 5"));
        Assert.Equal(true, python.Ask(new Box(null), "x is None"));
        Assert.Equal(true, python.Ask(new Box(new List<KeyValuePair<string, object?>> { new("a", new Box(1)) }), "x == {'a': 1}"));
    }

    [Fact]
    public void An_unwrapper_that_never_ends_is_refused()
    {
        PyConverters.AddUnwrapper(typeof(Box), value => ((Box)value).Content);
        object value = new Box(null);
        PyConverters.RegisterToPython(typeof(Money), money => new Euro(((Money)money).Amount));
        Assert.Contains("nested deeper", Assert.Throws<PyConversionException>(() => python.Ask(new Euro(1), "x")).Message, StringComparison.Ordinal);
        Assert.Equal(true, python.Ask(value, "x is None"));
    }
}
