using System;
using System.IO;
using PyAsync.Environments;
using Xunit;

namespace PyAsync.Tests.Hosting;

/// <summary>Which packages a message names, by what a system says of itself.</summary>
[Trait("Runs", "Once")]
public sealed class SystemPackagesTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Theory]
    [InlineData("ID=debian\nVERSION_ID=\"12\"", "apt-get install python3 libpython3.11")]
    [InlineData("ID=debian\nVERSION_ID=\"13\"", "apt-get install python3 libpython3.13")]
    [InlineData("ID=debian\nVERSION_CODENAME=sid", "apt-get install python3 libpython3-dev")]
    [InlineData("ID=ubuntu\nID_LIKE=debian\nVERSION_ID=\"24.04\"", "apt-get install python3 libpython3.12")]
    [InlineData("ID=linuxmint\nID_LIKE=\"ubuntu debian\"\nVERSION_ID=\"22\"", "apt-get install python3 libpython3-dev")]
    [InlineData("ID=fedora", "dnf install python3")]
    [InlineData("ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"", "dnf install python3")]
    [InlineData("ID=alpine", "apk add python3")]
    [InlineData("", "your system's package of Python, with its shared library (libpython3)")]
    public void The_package_is_this_systems(string release, string command)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux says what it is in a file.");
        File.WriteAllText(_file, release);
        Assert.Equal(command, SystemPackages.ForPython(_file));
    }
}
