using System;
using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;
using PyAsync.Calls;
using PyAsync.Interop;

namespace PyAsync.PowerShell.Pipeline;

/// <summary>A question of Python's to the person at the terminal, which the waiting command's thread asks.</summary>
/// <param name="question">Who waits for the answer.</param>
/// <param name="prompt">What stands before the answer.</param>
/// <param name="isSecret">Whether the answer is not shown.</param>
internal sealed class TerminalItem(BlockingCall question, string prompt, bool isSecret) : IPumpItem
{
    // Ctrl+D, where the terminal does not end the input by itself.
    private const string EndOfInput = "\u0004";

    public IPumpItem? Next { get; set; }

    [SuppressMessage("Design", "CA1031", Justification = "A host that cannot ask is told to Python.")]
    public void Deliver(IOutput output)
    {
        try
        {
            string? line = output.ReadLine(prompt, isSecret);
            question.SetResult(line is null or EndOfInput ? new TerminalAnswer(TerminalOutcome.End) : new TerminalAnswer(TerminalOutcome.Line, line));
        }
        catch (PipelineStoppedException)
        {
            question.SetResult(new TerminalAnswer(TerminalOutcome.Interrupted));
            throw;
        }
        catch (Exception)
        {
            question.SetResult(new TerminalAnswer(TerminalOutcome.Nobody));
        }
    }

    /// <summary>The command was stopped: there is no more to read, so that whoever asks again and again comes to an end.</summary>
    public void Discard() => question.SetResult(new TerminalAnswer(TerminalOutcome.End));
}
