using System;
using System.Collections.Generic;
using System.IO;
using PyAsync.Conversion;
using PyAsync.CPython;
using PyAsync.Interpreters;

[assembly: TypeConversion(typeof(PathConversion))]

namespace PyAsync.Conversion;

/// <summary>
/// FileInfo and DirectoryInfo → pathlib.Path; pathlib's paths → string: a string binds to every -Path parameter and keeps
/// a relative path as it is, and Python takes a str wherever it takes a path. FileInfo would be wrong for a folder and
/// make the path absolute.
/// </summary>
internal sealed class PathConversion : TypeConversion
{
    private readonly PyClass _path = new("pathlib", "Path");

    public override IReadOnlyList<Type> HostTypes { get; } = [typeof(FileSystemInfo)];

    // The second name is that of CPython 3.13.
    public override IReadOnlyList<string> PythonTypes { get; } = ["pathlib.PurePath", "pathlib._local.PurePath"];

    // The full path: PowerShell's own location is not the process's, so a relative one would change its meaning.
    public override PyOwned Write(PyWriter writer, object value) => Call(_path.Reference, ((FileSystemInfo)value).FullName);

    public override bool TryRead(PyReader reader, PyBorrowed value, out object? result)
    {
        result = PyText.Str(value);
        return true;
    }
}
