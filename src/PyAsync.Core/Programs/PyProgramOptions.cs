using System.Collections.Generic;
using PyAsync.Calls;
using PyAsync.Interpreters;
using PyAsync.Loops;

namespace PyAsync.Programs;

/// <summary>What is run as a program, and how.</summary>
public sealed class PyProgramOptions
{
    /// <summary>The file's full path, or a folder with a <c>__main__.py</c>.</summary>
    public required string Path { get; init; }

    /// <summary><c>sys.argv</c> behind the file's own name.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>
    /// The function that is called. Null runs the file as <c>__main__</c>, and awaits its <c>main</c> afterwards where
    /// that is an async function which the file does not run itself.
    /// </summary>
    public string? EntryPoint { get; init; }

    /// <summary>The working directory while it runs; null leaves it. It is the whole process's.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Who runs it: what it says besides its output goes there. Null where nobody tells.</summary>
    public CallOrigin? Origin { get; init; }

    /// <summary>Which Python, where none runs yet; see <see cref="Environments.PythonLocator"/>.</summary>
    public string? Python { get; init; }

    /// <summary>What makes the loop that an async entry point is awaited on: <c>asyncio</c>, <c>uvloop</c>, <c>module:callable</c>; null is asyncio.</summary>
    public string? LoopFactory { get; init; }

    /// <summary>asyncio's debug mode for that loop.</summary>
    public bool DebugMode { get; init; }

    /// <summary>A loop that runs already, on whose thread the program runs. Null runs it on a thread of its own, where it may run loops itself.</summary>
    public PyEventLoop? Loop { get; init; }

    /// <summary>The program that Python runs in, where Python starts for this.</summary>
    internal IPythonHost? Host { get; init; }
}
