using System;
using System.Collections.Generic;

namespace PyAsync.Environments;

/// <summary>The Python that a variable of the environment names. Any thread.</summary>
internal static class VariableSource
{
    /// <summary>The variables, in the order in which they choose.</summary>
    public static IReadOnlyList<string> Names { get; } = ["PYASYNC_PYTHON", "VIRTUAL_ENV", "CONDA_PREFIX"];

    /// <summary>What it names: an executable, a folder, a version or a command; nothing where it is not set.</summary>
    public static IEnumerable<string> Places(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? [value] : [];
}
