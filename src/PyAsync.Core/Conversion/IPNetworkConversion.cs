using System;
using System.Collections.Generic;
using System.Net;
using PyAsync.Conversion;
using PyAsync.CPython;
using PyAsync.Interpreters;

[assembly: TypeConversion(typeof(IPNetworkConversion))]

namespace PyAsync.Conversion;

/// <summary>IPNetwork ↔ ipaddress.IPv4Network and IPv6Network; one with a scope, which .NET does not know, stays live.</summary>
internal sealed class IPNetworkConversion : TypeConversion
{
    private readonly PyClass _make = new("ipaddress", "ip_network");

    public override IReadOnlyList<Type> HostTypes { get; } = [typeof(IPNetwork)];

    public override IReadOnlyList<string> PythonTypes { get; } = ["ipaddress.IPv4Network", "ipaddress.IPv6Network"];

    public override PyOwned Write(PyWriter writer, object value) => Call(_make.Reference, value.ToString()!);

    public override bool TryRead(PyReader reader, PyBorrowed value, out object? result)
    {
        bool isNetwork = IPNetwork.TryParse(PyText.Str(value), out IPNetwork network);
        result = network;
        return isNetwork;
    }
}
