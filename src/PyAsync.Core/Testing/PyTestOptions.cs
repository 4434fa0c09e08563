using System;
using PyAsync.Calls;
using PyAsync.Interpreters;

namespace PyAsync.Testing;

/// <summary>How tests run.</summary>
public sealed class PyTestOptions
{
    /// <summary>How many run at a time, each on a thread and loop of its own; at least 1.</summary>
    public int ThrottleLimit { get; init; } = 1;

    /// <summary>How long each may take; null without a limit.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>What makes the loops: <c>asyncio</c>, <c>uvloop</c>, <c>module:callable</c>; null is asyncio.</summary>
    public string? LoopFactory { get; init; }

    /// <summary>Which Python, where none runs yet; see <see cref="Environments.PythonLocator"/>.</summary>
    public string? Python { get; init; }

    /// <summary>Who runs them: what the tests say goes to its output; null where nobody takes it.</summary>
    public CallOrigin? Origin { get; init; }

    /// <summary>The program that Python runs in, where Python starts for this.</summary>
    internal IPythonHost? Host { get; init; }
}
