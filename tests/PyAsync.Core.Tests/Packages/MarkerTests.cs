using System;
using System.Collections.Generic;
using PyAsync.Packages;
using Xunit;

namespace PyAsync.Tests.Packages;

/// <summary>What markers of requirements say of an interpreter.</summary>
public sealed class MarkerTests
{
    private static readonly Dictionary<string, string> s_linux = new()
    {
        ["os_name"] = "posix",
        ["sys_platform"] = "linux",
        ["platform_machine"] = "x86_64",
        ["platform_system"] = "Linux",
        ["platform_python_implementation"] = "CPython",
        ["platform_release"] = "6.1.0-18-amd64",
        ["python_version"] = "3.11",
        ["python_full_version"] = "3.11.7",
    };

    [Theory]
    [InlineData("sys_platform == 'win32'", false)]
    [InlineData("sys_platform=='linux'", true)]
    [InlineData("\"linux\" in sys_platform", true)]
    [InlineData("platform_machine not  in 'arm64 aarch64'", true)]
    [InlineData("python_version < '3.9'", false)]
    [InlineData("python_version >= '3.9'", true)]
    [InlineData("'3.9' <= python_version", true)]
    [InlineData("python_full_version == '3.11.*'", true)]
    [InlineData("python_full_version ~= '3.10.0'", false)]
    [InlineData("python_version in '3.10, 3.11'", true)]
    [InlineData("os_name == 'nt' or os_name == 'posix' and python_version > '3'", true)]
    [InlineData("(os_name == 'nt' or os_name == 'posix') and python_version > '4'", false)]
    [InlineData("extra == 'speedups'", false)]
    [InlineData("os.name == 'posix' and python_implementation == 'CPython'", true)]
    [InlineData("platform_release >= '5'", true)]
    [InlineData("implementation_name == ''", true)]
    public void A_marker_holds_or_not(string text, bool holds) => Assert.Equal(holds, PackageMarker.Parse(text).Holds(s_linux));

    [Theory]
    [InlineData("")]
    [InlineData("sys_platform")]
    [InlineData("sys_platform ==")]
    [InlineData("sys_platform == 'win32' and")]
    [InlineData("(sys_platform == 'win32'")]
    [InlineData("sys_platform == 'win32')")]
    [InlineData("planet == 'earth'")]
    [InlineData("sys_platform == win32")]
    [InlineData("sys_platform == 'win32' § 'x'")]
    public void What_is_no_marker_is_told(string text) => Assert.Contains("is no marker", Assert.Throws<FormatException>(() => PackageMarker.Parse(text)).Message, StringComparison.Ordinal);
}
