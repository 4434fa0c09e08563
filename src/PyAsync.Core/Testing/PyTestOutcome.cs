namespace PyAsync.Testing;

/// <summary>What came of a test.</summary>
public enum PyTestOutcome
{
    /// <summary>It passed, and left nothing behind.</summary>
    Passed,

    /// <summary>An assertion failed, its time was up, or it left something behind.</summary>
    Failed,

    /// <summary>It was not run.</summary>
    Skipped,

    /// <summary>Something other than an assertion was raised, in the test or before it.</summary>
    Error,
}
