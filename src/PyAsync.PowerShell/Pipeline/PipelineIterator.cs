using PyAsync.Streams;

namespace PyAsync.PowerShell.Pipeline;

/// <summary>A pipeline's input on its way to a Python <c>async for</c>. The pipeline's thread adds and waits for room.</summary>
internal sealed class PipelineIterator(PipelineThread thread) : HostIterator
{
    /// <summary>Whether Python reads no more.</summary>
    public bool IsOver => IsClosed;

    /// <summary>Whether there is room for another item, or nobody reads any more.</summary>
    public bool IsWanted => IsClosed || Count < Capacity;

    /// <summary>Adds an item; false where the next one should wait.</summary>
    public bool Offer(object? item) => Add(item);

    /// <summary>Says that the pipeline has ended.</summary>
    public void Complete() => End();

    protected override void OnWanted() => thread.Wake();

    protected override void OnClosed() => thread.Wake();
}
