using System;
using System.Collections.Generic;
using System.Net;
using PyAsync.Conversion;
using PyAsync.CPython;
using PyAsync.Interpreters;

[assembly: TypeConversion(typeof(IPAddressConversion))]

namespace PyAsync.Conversion;

/// <summary>IPAddress ↔ ipaddress.IPv4Address and IPv6Address; one with a scope that .NET does not know stays live.</summary>
internal sealed class IPAddressConversion : TypeConversion
{
    private readonly PyClass _make = new("ipaddress", "ip_address");

    public override IReadOnlyList<Type> HostTypes { get; } = [typeof(IPAddress)];

    public override IReadOnlyList<string> PythonTypes { get; } = ["ipaddress.IPv4Address", "ipaddress.IPv6Address"];

    public override PyOwned Write(PyWriter writer, object value) => Call(_make.Reference, value.ToString()!);

    public override bool TryRead(PyReader reader, PyBorrowed value, out object? result)
    {
        bool isAddress = IPAddress.TryParse(PyText.Str(value), out IPAddress? address);
        result = address;
        return isAddress;
    }
}
