using PyAsync.Objects;

namespace PyAsync.Testing;

/// <summary>A test that was found in a Python file.</summary>
/// <param name="Name"><c>function</c>, or <c>Class.method</c>; of a file that does not import, the file's name.</param>
/// <param name="File">The file's full path.</param>
/// <param name="Line">The line of its definition, from 1.</param>
/// <param name="Kind">What it is.</param>
/// <param name="SkipReason">Why it is skipped; null where it is not.</param>
public sealed record PyTest(string Name, string File, int Line, PyTestKind Kind, string? SkipReason)
{
    /// <summary>The file and the name, which together name the test: <c>/src/tests/test_a.py::test_one</c>.</summary>
    public string Id => $"{File}::{Name}";

    /// <summary>Why the file does not import, for <see cref="PyTestKind.File"/>.</summary>
    public PyException? ImportError { get; init; }

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
