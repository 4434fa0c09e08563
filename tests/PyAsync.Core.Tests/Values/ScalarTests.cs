using System.Numerics;
using Xunit;

namespace PyAsync.Tests.Values;

public sealed class ScalarTests(LoopFixture python)
{
    [Theory]
    [InlineData("None", null)]
    [InlineData("True", true)]
    [InlineData("False", false)]
    [InlineData("0", 0)]
    [InlineData("-129", -129)]
    [InlineData("1023", 1023)]
    [InlineData("1024", 1024)]
    [InlineData("2**31 - 1", int.MaxValue)]
    [InlineData("-2**31", int.MinValue)]
    [InlineData("2**31", 2147483648L)]
    [InlineData("-2**31 - 1", -2147483649L)]
    [InlineData("2**63 - 1", long.MaxValue)]
    [InlineData("-2**63", long.MinValue)]
    [InlineData("1.5", 1.5)]
    [InlineData("float('nan')", double.NaN)]
    [InlineData("float('inf')", double.PositiveInfinity)]
    [InlineData("-float('inf')", double.NegativeInfinity)]
    [InlineData("''", "")]
    [InlineData("'h\\u00e4 \\U0001f40d\\0z'", "hä 🐍\0z")]
    public void A_Python_scalar_becomes_its_dotnet_counterpart(string expression, object? expected) =>
        Assert.Equal(expected, python.Read(expression));

    [Fact]
    public void An_int_beyond_64_bits_becomes_a_BigInteger()
    {
        Assert.Equal(BigInteger.Pow(2, 63), python.Read("2**63"));
        Assert.Equal(-BigInteger.Pow(2, 63) - 1, python.Read("-2**63 - 1"));
        Assert.Equal(BigInteger.Pow(2, 64) - 1, python.Read("2**64 - 1"));
        Assert.Equal(-BigInteger.Pow(3, 7000), python.Read("-3**7000"));
    }
}
