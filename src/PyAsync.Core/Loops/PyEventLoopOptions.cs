using System.Collections.Generic;
using PyAsync.Interpreters;

namespace PyAsync.Loops;

/// <summary>How a loop starts.</summary>
public sealed class PyEventLoopOptions
{
    /// <summary>The name of the loop that starts by itself.</summary>
    public const string DefaultName = "Default";

    /// <summary>The loop's name, by which every runspace of the process finds it; compared without regard to case.</summary>
    public string Name { get; init; } = DefaultName;

    /// <summary>Which Python: an executable, an environment's folder, a version, or null to choose. See <see cref="Environments.PythonLocator"/>.</summary>
    public string? Python { get; init; }

    /// <summary><c>asyncio</c>, <c>uvloop</c>, or <c>module:callable</c>; null is asyncio.</summary>
    public string? LoopFactory { get; init; }

    /// <summary>Folders put in front of <c>sys.path</c>.</summary>
    public IReadOnlyList<string> ModulePath { get; init; } = [];

    /// <summary>asyncio's debug mode: slow callbacks and coroutines that were never awaited are logged.</summary>
    public bool DebugMode { get; init; }

    /// <summary>The names that code leaves in the loop's namespace end with the loop; else a later loop of the name has them again.</summary>
    public bool ForgetNames { get; init; }

    /// <summary>Wakes the loop by <c>call_soon_threadsafe</c> even where it can watch a descriptor. For tests and unusual loops.</summary>
    public bool ForceThreadsafeWaker { get; init; }

    /// <summary>The program that Python runs in, where Python starts for this.</summary>
    internal IPythonHost? Host { get; init; }
}

/// <summary>Where a loop is in its life.</summary>
public enum PyEventLoopState
{
    /// <summary>Its thread is starting.</summary>
    Starting,

    /// <summary>It takes work.</summary>
    Running,

    /// <summary>It refuses new work and ends what runs.</summary>
    Stopping,

    /// <summary>It has ended.</summary>
    Stopped,
}
