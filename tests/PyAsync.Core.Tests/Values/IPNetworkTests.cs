using System.Net;
using Xunit;

namespace PyAsync.Tests.Values;

public sealed class IPNetworkTests(LoopFixture python)
{
    [Theory]
    [InlineData("10.0.0.0/8", "IPv4Network")]
    [InlineData("0.0.0.0/0", "IPv4Network")]
    [InlineData("192.0.2.1/32", "IPv4Network")]
    [InlineData("2001:db8::/32", "IPv6Network")]
    public void A_network_is_one_of_ipaddress_in_Python_and_comes_back_the_same(string text, string type)
    {
        IPNetwork network = IPNetwork.Parse(text);
        Assert.Equal(type, python.Ask(network, "type(x).__name__"));
        Assert.Equal(text, python.Ask(network, "str(x)"));
        Assert.Equal(network, python.RoundTrip(network));
    }

    [Fact]
    public void A_class_derived_from_a_network_is_one() =>
        Assert.Equal(IPNetwork.Parse("10.0.0.0/8"), python.Read("type('Own', (__import__('ipaddress').IPv4Network,), {})('10.0.0.0/8')"));

    [Fact]
    public void Networks_in_a_list_are_converted() =>
        Assert.Equal(new object[] { IPNetwork.Parse("10.0.0.0/8") }, python.RoundTrip(new object[] { IPNetwork.Parse("10.0.0.0/8") }));
}
