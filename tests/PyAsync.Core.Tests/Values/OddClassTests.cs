using System;
using System.Threading;
using System.Threading.Tasks;
using PyAsync.Calls;
using PyAsync.Objects;
using Xunit;

namespace PyAsync.Tests.Values;

/// <summary>Classes that answer what no ordinary class would: the await ends with a value or an error, and the loop goes on.</summary>
public sealed class OddClassTests(LoopFixture python)
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(20);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("await asyncio.sleep(0.01)")]
    [InlineData("pass")]
    public async Task An_exception_whose_module_is_no_text_is_told(string before)
    {
        PyException error = await Assert.ThrowsAsync<PyException>(() => Run($"""
            import asyncio
            class Odd(Exception):
                __module__ = None
            async def fail():
                {before}
                raise Odd("what it says")
            await fail()
            """));
        Assert.Contains("what it says", error.Message, StringComparison.Ordinal);
        Assert.Equal("Odd", error.PythonType.Split('.')[^1]);
    }

    [Fact]
    public async Task A_SystemExit_that_takes_no_attributes_is_told()
    {
        PyException error = await Assert.ThrowsAsync<PyException>(() => Run("""
            import asyncio
            async def fail():
                await asyncio.sleep(0.01)
                class SystemExit(BaseException):
                    def __setattr__(self, name, value):
                        raise RuntimeError("no")
                raise SystemExit(1)
            await fail()
            """));
        Assert.Equal("SystemExit", error.PythonType.Split('.')[^1]);
    }

    [Fact]
    public async Task A_SyntaxError_by_hand_may_have_anything_as_its_line()
    {
        PyException error = await Assert.ThrowsAsync<PyException>(() => Run("""
            import warnings
            class Line:
                def __index__(self):
                    warnings.warn("from a place that must not run Python code")
                    return 3
            raise SyntaxError("bad", ("file", Line(), "12", "text"))
            """));
        Assert.Equal("SyntaxError", error.PythonType);
    }

    [Fact]
    public async Task A_datetime_whose_year_is_computed_is_read_by_its_index()
    {
        object? value = await Run("""
            import datetime, warnings
            class Year:
                def __index__(self):
                    with warnings.catch_warnings():
                        warnings.simplefilter("ignore")
                        warnings.warn("runs Python code")
                    return 2021
            class Odd(datetime.datetime):
                @property
                def year(self):
                    return Year()
            Odd(2020, 5, 6)
            """);
        Assert.Equal(new DateTime(2021, 5, 6), value);
    }

    [Fact]
    public async Task A_datetime_whose_year_is_text_is_an_error_that_says_so()
    {
        PyException error = await Assert.ThrowsAsync<PyException>(() => Run("""
            import datetime
            class Odd(datetime.datetime):
                @property
                def year(self):
                    return "MMXX"
            Odd(2020, 5, 6)
            """));
        Assert.Equal("TypeError", error.PythonType);
        Assert.Contains("'str'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_Decimal_is_what_it_is_and_not_what_its_class_prints()
    {
        object? values = await Run("""
            from decimal import Decimal
            class Money(Decimal):
                def __str__(self):
                    return "%.2f EUR" % self
            class Empty(Decimal):
                def __str__(self):
                    return ""
            [Money("1.23456"), Empty("1.5")]
            """);
        Assert.Equal(new object[] { 1.23456m, 1.5m }, values);
    }

    [Fact]
    public async Task An_object_whose_metaclass_fails_at_every_question_stays_live()
    {
        object? value = await Run("""
            class Meta(type):
                def __getattribute__(cls, name):
                    raise RuntimeError("asked for " + name)
            class Odd(metaclass=Meta):
                pass
            Odd()
            """);
        _ = Assert.IsAssignableFrom<PyObject>(value);
    }

    [Fact]
    public async Task Any_byte_but_0_is_the_same_true()
    {
        bool[] flags = Assert.IsType<bool[]>(await Run("memoryview(bytes([2, 0, 1])).cast('?')"));
        Assert.Equal([true, false, true], flags);
        Assert.True(flags[0].Equals(flags[2]));
    }

    private Task<object?> Run(string code) => python.Loop.RunCodeAsync(code, Token).WaitAsync(s_limit, Token);
}
