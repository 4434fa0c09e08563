using System;
using System.Collections.Generic;

namespace PyAsync.Environments;

/// <summary>A kind of place in which Pythons are found.</summary>
/// <param name="Name">What <see cref="PythonEnvironment.Source"/> calls it.</param>
/// <param name="Places">The executables, and the folders of environments, that are there.</param>
internal sealed record PythonSource(string Name, Func<IEnumerable<string>> Places)
{
    /// <summary>All of them, in the order in which one that is found twice is named.</summary>
    public static IReadOnlyList<PythonSource> All { get; } =
    [
        new("PYASYNC_PYTHON", () => VariableSource.Places("PYASYNC_PYTHON")),
        new("VIRTUAL_ENV", () => VariableSource.Places("VIRTUAL_ENV")),
        new("CONDA_PREFIX", () => VariableSource.Places("CONDA_PREFIX")),
        new("PATH", PathSource.Executables),
        new("pyenv", () => PyenvSource.Executables()),
        new("uv", UvSource.Folders),
        new("conda", CondaSource.Folders),
        new("Registry", RegistrySource.Executables),
        new("Framework", FrameworkSource.Folders),
        new("Cache", CacheSource.Folders),
    ];
}
