using PyAsync.Calls;
using PyAsync.Interop;
using PyAsync.Interpreters;

namespace PyAsync.PowerShell.Pipeline;

/// <summary>
/// The outcomes and records that wait for one command. Many threads push without a lock; its pipeline's thread takes all at
/// once and is woken only while it sleeps. Python's records come in by <see cref="ICallOutput"/>.
/// </summary>
internal sealed class Pump(PipelineThread thread) : ICallOutput, ICallTerminal, IEndingOutput
{
    private readonly TakeAllStack<IPumpItem> _items = new();

    /// <summary>The thread that takes.</summary>
    public PipelineThread Thread => thread;

    /// <summary>Whether what Python logs as ERROR or above is an error, else it is a warning. Set before anything is called.</summary>
    public bool LogsErrors { get; set; }

    /// <summary>Whether the command is at a terminal with a person, whom Python may ask. Set before anything is called.</summary>
    public bool IsAtTerminal { get; set; }

    /// <summary>Whether the command has ended. Any thread.</summary>
    public bool HasEnded => _items.IsClosed;

    /// <summary>Whether something waits.</summary>
    public bool HasItems => !_items.IsEmpty;

    /// <summary>Adds an item, or discards it where the command has ended. Any thread; never waits.</summary>
    public void Push(IPumpItem item)
    {
        if (!TryPush(item))
        {
            item.Discard();
        }
    }

    /// <inheritdoc/>
    public bool TryWrite(object record) => TryPush(new RecordItem(record, logsErrors: LogsErrors));

    /// <inheritdoc/>
    public TerminalAnswer Read(string prompt, bool isSecret)
    {
        if (!IsAtTerminal)
        {
            return new TerminalAnswer(TerminalOutcome.Nobody);
        }
        using BlockingCall question = new();
        if (HasEnded || !thread.TryPush(new TerminalItem(question, prompt, isSecret)))
        {
            return new TerminalAnswer(TerminalOutcome.Nobody);
        }
        question.Wait();
        return (TerminalAnswer)question.Result!;
    }

    /// <summary>Takes all that waits, oldest first. The pipeline's thread.</summary>
    public IPumpItem? TakeAll() => _items.TakeAll();

    /// <summary>Takes no more, and discards what waits. The pipeline's thread, once.</summary>
    public void Close() => IPumpItem.DiscardAll(_items.Close());

    /// <summary>Adds an item; false where the command has ended. Any thread; never waits.</summary>
    public bool TryPush(IPumpItem item)
    {
        if (!_items.TryPush(item))
        {
            return false;
        }
        thread.Wake();
        return true;
    }
}
