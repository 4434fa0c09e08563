using System;

namespace PyAsync.Environments;

/// <summary>What an environment is.</summary>
public enum PythonKind
{
    /// <summary>A Python of its own.</summary>
    Installation,

    /// <summary>A folder of packages over another Python, as <c>python3 -m venv</c> makes it.</summary>
    VirtualEnvironment,

    /// <summary>An environment of conda, with a Python of its own.</summary>
    Conda,
}

/// <summary>A Python that was found on this machine, whether or not it can be used.</summary>
public sealed class PythonEnvironment
{
    internal PythonEnvironment(string executable, string source)
    {
        Executable = executable;
        Source = source;
    }

    /// <summary>The interpreter; the folder where one is missing.</summary>
    public string Executable { get; }

    /// <summary>Where it was found first: a variable's name, <c>Folder</c>, <c>PATH</c>, <c>pyenv</c>, <c>uv</c>, <c>conda</c>, <c>Registry</c>, <c>Framework</c>, <c>Cache</c>, or <c>Named</c> by the user.</summary>
    public string Source { get; }

    /// <summary>Major, minor, micro; null where the interpreter does not tell.</summary>
    public Version? Version { get; internal init; }

    /// <summary>What kind it is.</summary>
    public PythonKind Kind { get; internal init; }

    /// <summary>The environment's folder; null where it is not known.</summary>
    public string? Prefix { get; internal init; }

    /// <summary>The folder of the Python below it; the same where there is none below.</summary>
    public string? BasePrefix { get; internal init; }

    /// <summary>The shared library; null where there is none that can be used.</summary>
    public string? Library { get; internal init; }

    /// <summary>Whether this process could run it; null where the interpreter was not asked, as it is a stranger's until it is named.</summary>
    public bool? IsUsable { get; internal init; }

    /// <summary>What is wrong; null where nothing is, or it is not known.</summary>
    public PythonProblem? Problem { get; internal init; }

    /// <summary>What is wrong and what to do, in words; null where nothing is.</summary>
    public string? Reason { get; internal init; }

    /// <summary>Whether this is the one that a loop takes where nothing else is said.</summary>
    public bool IsDefault { get; internal set; }

    /// <summary>Whether this process runs it.</summary>
    public bool IsRunning { get; internal set; }

    /// <summary>The executable and version.</summary>
    public override string ToString() => Version is null ? Executable : $"{Executable} (Python {Version})";
}
