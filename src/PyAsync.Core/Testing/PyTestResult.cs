using System;
using System.Collections.Generic;

namespace PyAsync.Testing;

/// <summary>What came of a test.</summary>
/// <param name="Test">The test.</param>
/// <param name="Outcome">What came of it.</param>
/// <param name="Duration">How long it took.</param>
/// <param name="Error">What was raised, with its traceback; null where nothing was.</param>
/// <param name="Message">Why it was skipped, or which subtest failed; else empty.</param>
/// <param name="Problems">What it left behind: tasks, resources, coroutines that were never awaited, exceptions that nothing caught.</param>
public sealed record PyTestResult(PyTest Test, PyTestOutcome Outcome, TimeSpan Duration, Exception? Error, string Message, IReadOnlyList<string> Problems)
{
    /// <summary>The test's name and the outcome.</summary>
    public override string ToString() => $"{Outcome} {Test.Name}";
}
