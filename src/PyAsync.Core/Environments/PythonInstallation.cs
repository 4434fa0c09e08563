using System;

namespace PyAsync.Environments;

/// <summary>One Python on this machine, as its own interpreter describes it.</summary>
/// <param name="Executable">What <c>sys.executable</c> is when that interpreter runs.</param>
/// <param name="Version">Major, minor, micro.</param>
/// <param name="Prefix"><c>sys.prefix</c>: the virtual environment's folder, else the base prefix.</param>
/// <param name="BasePrefix"><c>sys.base_prefix</c>.</param>
/// <param name="Library">The shared library's path.</param>
public sealed record PythonInstallation(string Executable, Version Version, string Prefix, string BasePrefix, string Library)
{
    /// <summary>Whether this is a virtual environment.</summary>
    public bool IsVirtualEnvironment => !string.Equals(Prefix, BasePrefix, StringComparison.Ordinal);

    /// <summary>Whether this Python and another may live in one process: the same library and the same environment.</summary>
    public bool IsSameAs(PythonInstallation other) => other is not null
        && string.Equals(Library, other.Library, StringComparison.Ordinal)
        && string.Equals(Prefix, other.Prefix, StringComparison.Ordinal);

    /// <summary>The executable and version, as messages name it.</summary>
    public override string ToString() => $"{Executable} (Python {Version})";
}
