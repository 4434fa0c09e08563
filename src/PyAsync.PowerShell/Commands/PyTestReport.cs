using System;
using System.Collections.Generic;
using System.Management.Automation;
using PyAsync.PowerShell.Errors;
using PyAsync.Testing;

namespace PyAsync.PowerShell.Commands;

/// <summary>What came of a Python test, as Invoke-PyAsyncTest reports it.</summary>
public sealed class PyTestReport
{
    internal PyTestReport(PyTestResult result)
    {
        Test = result.Test;
        Outcome = result.Outcome;
        Duration = result.Duration;
        Message = result.Message;
        Problems = result.Problems;
        Error = result.Error is { } error ? ErrorRecords.From(error, result.Test.Id) : null;
    }

    /// <summary>The test's name: <c>function</c> or <c>Class.method</c>.</summary>
    public string Name => Test.Name;

    /// <summary>What came of it.</summary>
    public PyTestOutcome Outcome { get; }

    /// <summary>How long it took.</summary>
    public TimeSpan Duration { get; }

    /// <summary>What was raised, with the Python traceback; throw it to fail a Pester test with it.</summary>
    public ErrorRecord? Error { get; }

    /// <summary>Why it was skipped, or which subtest failed.</summary>
    public string Message { get; }

    /// <summary>What it left behind: tasks, resources, coroutines that were never awaited, exceptions that nothing caught.</summary>
    public IReadOnlyList<string> Problems { get; }

    /// <summary>The file.</summary>
    public string File => Test.File;

    /// <summary>The line of its definition.</summary>
    public int Line => Test.Line;

    /// <summary>The test itself; pipe it to Invoke-PyAsyncTest to run it again.</summary>
    public PyTest Test { get; }

    /// <summary>For a table: why it did not pass, in a line.</summary>
    public string Summary => Error is null ? Message : Error.Exception.Message.ReplaceLineEndings(" ");

    /// <summary>The outcome and the name.</summary>
    public override string ToString() => $"{Outcome} {Name}";
}
