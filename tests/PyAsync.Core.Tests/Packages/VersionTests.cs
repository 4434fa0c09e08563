using System;
using System.Linq;
using PyAsync.Packages;
using Xunit;

namespace PyAsync.Tests.Packages;

/// <summary>Versions and ranges, by PEP 440. The cases are those of the PEP and of the library packaging.</summary>
[Trait("Runs", "Once")]
public sealed class VersionTests
{
    private static readonly string[] s_ascending =
    [
        "1.0.dev456", "1.0a1", "1.0a2.dev456", "1.0a12.dev456", "1.0a12", "1.0b1.dev456", "1.0b2", "1.0b2.post345.dev456", "1.0b2.post345",
        "1.0rc1.dev456", "1.0rc1", "1.0", "1.0+abc.5", "1.0+abc.7", "1.0+5", "1.0.post456.dev34", "1.0.post456", "1.0.15", "1.1.dev1", "1!0.1",
    ];

    [Fact]
    public void Versions_are_ordered_as_Python_orders_them()
    {
        PackageVersion[] versions = [.. s_ascending.Select(text => PackageVersion.TryParse(text)!)];
        for (int i = 1; i < versions.Length; i++)
        {
            Assert.True(versions[i - 1].CompareTo(versions[i]) < 0, $"{versions[i - 1]} < {versions[i]}");
            Assert.True(versions[i].CompareTo(versions[i - 1]) > 0, $"{versions[i]} > {versions[i - 1]}");
        }
    }

    [Theory]
    [InlineData("1.0", "1.0.0")]
    [InlineData("1.0-alpha.1", "1.0a1")]
    [InlineData("v1.0-rev4", "1.0.post4")]
    [InlineData("1.0C2", "1.0rc2")]
    [InlineData("1.0-1", "1.0.post1")]
    [InlineData("1.0+Ubuntu-1", "1.0+ubuntu.1")]
    public void One_version_is_written_in_several_ways(string one, string other) =>
        Assert.Equal(0, PackageVersion.TryParse(one)!.CompareTo(PackageVersion.TryParse(other)));

    [Theory]
    [InlineData("")]
    [InlineData("french toast")]
    [InlineData("1.0+a+")]
    [InlineData("1.x")]
    public void What_is_no_version_is_none(string text) => Assert.Null(PackageVersion.TryParse(text));

    [Theory]
    [InlineData(">=3.8", "3.8", true)]
    [InlineData(">=3.8", "3.10.1", true)]
    [InlineData(">=3.8", "3.7.9", false)]
    [InlineData(">=3.8,<4", "4.0", false)]
    [InlineData("~=2.2", "2.9", true)]
    [InlineData("~=2.2", "3.0", false)]
    [InlineData("~=2.2.1", "2.2.9", true)]
    [InlineData("~=2.2.1", "2.3", false)]
    [InlineData("==1.1.*", "1.1.post1", true)]
    [InlineData("==1.1.*", "1.1a1", true)]
    [InlineData("==1.1.*", "1.10", false)]
    [InlineData("!=1.1.*", "1.2", true)]
    [InlineData("==1.0", "1.0+local", true)]
    [InlineData("==1.0+local", "1.0", false)]
    [InlineData("<2", "2.0a1", false)]
    [InlineData("<2", "1.9a1", true)]
    [InlineData(">1.7", "1.7.0.post1", false)]
    [InlineData(">1.7.post1", "1.7.0.post2", true)]
    [InlineData("===1.0.0", "1.0", false)]
    [InlineData(" >= 1 , != 1.5 ", "1.5", false)]
    [InlineData("", "0.1", true)]
    public void A_range_contains_what_Python_says_it_contains(string range, string version, bool contains) =>
        Assert.Equal(contains, VersionRange.Parse(range).Contains(PackageVersion.TryParse(version)!));

    [Theory]
    [InlineData("3.8")]
    [InlineData(">=")]
    [InlineData("~=1")]
    [InlineData(">=1.*")]
    [InlineData(">=1 2")]
    public void What_is_no_range_is_told(string range) => Assert.Contains(range.Split(',')[0].Trim(), Assert.Throws<FormatException>(() => VersionRange.Parse(range)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("aiohttp", "aiohttp", "", null, null)]
    [InlineData("aiohttp[speedups, x]>=3.8,<4", "aiohttp", ">=3.8,<4", null, null)]
    [InlineData("zope.interface (>4)", "zope.interface", ">4", null, null)]
    [InlineData("tool @ file:///a/b.whl", "tool", "", "file:///a/b.whl", null)]
    [InlineData("pywin32 ; sys_platform == 'win32'", "pywin32", "", null, "sys_platform == 'win32'")]
    [InlineData("x>1;python_version<\"3.9\"", "x", ">1", null, "python_version<\"3.9\"")]
    public void A_requirement_is_taken_apart(string text, string name, string range, string? url, string? marker)
    {
        PackageRequirement requirement = PackageRequirement.Parse(text);
        Assert.Equal((name, range, url, marker), (requirement.Name, requirement.Range.ToString(), requirement.Url, requirement.Marker?.ToString()));
    }

    [Theory]
    [InlineData("-r other.txt")]
    [InlineData("a b")]
    [InlineData("a=1")]
    [InlineData("")]
    public void What_is_no_requirement_is_told(string text) => Assert.Throws<FormatException>(() => PackageRequirement.Parse(text));
}
