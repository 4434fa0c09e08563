using PyAsync.Interpreters;

namespace PyAsync.PowerShell.Pipeline;

/// <summary>One thing for who waits to do: write an outcome or a record, run a script block.</summary>
internal interface IPumpItem : IStackItem<IPumpItem>
{
    /// <summary>Does it. The thread that the output writes on.</summary>
    void Deliver(IOutput output);

    /// <summary>Nobody waits any more, so it is not delivered. Any thread.</summary>
    void Discard();

    /// <summary>Discards items that were taken together.</summary>
    /// <param name="first">The oldest; null for none.</param>
    static void DiscardAll(IPumpItem? first)
    {
        for (IPumpItem? item = first; item is not null; item = item.Next)
        {
            item.Discard();
        }
    }
}

/// <summary>An error, a warning or another record on its way to the output that it belongs to.</summary>
/// <param name="record">The record.</param>
/// <param name="to">The output; null for that of whoever delivers it.</param>
/// <param name="logsErrors">Whether what Python logs as ERROR or above is an error, else it is a warning.</param>
internal sealed class RecordItem(object record, IOutput? to = null, bool logsErrors = false) : IPumpItem
{
    public IPumpItem? Next { get; set; }

    public void Deliver(IOutput output) => OutputRecord.TryWrite(to ?? output, OutputRecord.From(record, logsErrors));

    public void Discard() => OutputRecord.KeepUnread(record);
}

/// <summary>An item of an async iterable on its way to the output.</summary>
internal sealed class StreamItem(PipelineCall call, object? value) : IPumpItem
{
    public IPumpItem? Next { get; set; }

    public void Deliver(IOutput output) => call.Run.WriteItem(call, value);

    public void Discard()
    {
        // Its producer is cancelled, as nobody reads.
    }
}
