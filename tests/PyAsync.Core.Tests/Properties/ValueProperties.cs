using CsCheck;
using Xunit;

namespace PyAsync.Tests.Properties;

/// <summary>What holds for values of every kind, however they are nested. A failure prints the seed of its case.</summary>
public sealed class ValueProperties(LoopFixture python)
{
    [Fact]
    public void A_value_is_in_Python_what_its_literal_is() =>
        PythonLiteral.Any(3).Sample(literal => python.Ask(literal.Value, $"(lambda own, other: type(own) is type(other) and repr(own) == repr(other))(x, {literal.Python})") is true,
            iter: 2000, threads: 1, print: literal => literal.Python);

    [Fact]
    public void A_literal_of_Python_is_that_value_here() =>
        PythonLiteral.Any(3).Sample(literal => PythonLiteral.AreSame(literal.Value, python.Read(literal.Python)),
            iter: 2000, threads: 1, print: literal => literal.Python);

    [Fact]
    public void A_value_survives_the_way_to_Python_and_back() =>
        PythonLiteral.Any(4).Sample(literal => PythonLiteral.AreSame(literal.Value, python.RoundTrip(literal.Value)),
            iter: 2000, threads: 1, print: literal => literal.Python);
}
