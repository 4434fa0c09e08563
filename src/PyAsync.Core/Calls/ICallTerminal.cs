namespace PyAsync.Calls;

/// <summary>An output whose owner can ask a person at a terminal, for Python code that reads it.</summary>
internal interface ICallTerminal
{
    /// <summary>Asks for a line and waits for it. Any thread, without the GIL.</summary>
    /// <param name="prompt">What stands before the answer.</param>
    /// <param name="isSecret">Whether the answer is not shown.</param>
    TerminalAnswer Read(string prompt, bool isSecret);
}

/// <summary>What came of a question.</summary>
internal enum TerminalOutcome
{
    /// <summary>There is nobody to ask: no command waits any more, or none at a terminal.</summary>
    Nobody,

    /// <summary>A line.</summary>
    Line,

    /// <summary>The end of the input.</summary>
    End,

    /// <summary>Ctrl+C.</summary>
    Interrupted,
}

/// <summary>The answer to a question.</summary>
/// <param name="Outcome">What came of it.</param>
/// <param name="Text">The line, without its end.</param>
internal sealed record TerminalAnswer(TerminalOutcome Outcome, string Text = "");
