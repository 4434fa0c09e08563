using System.Threading;
using PyAsync.Calls;

namespace PyAsync.PowerShell.Pipeline;

/// <summary>
/// The outcomes and records that wait for one command. Many threads push without a lock; its pipeline's thread takes all at
/// once and is woken only while it sleeps. Python's records come in by <see cref="ICallOutput"/>.
/// </summary>
internal sealed class Pump(PipelineThread thread) : ICallOutput
{
    private IPumpItem? _head;

    /// <summary>The thread that takes.</summary>
    public PipelineThread Thread => thread;

    /// <summary>Whether something waits.</summary>
    public bool HasItems => Volatile.Read(ref _head) is { } head && !ReferenceEquals(head, ItemStack.Closed);

    /// <summary>Adds an item, or discards it where the command has ended. Any thread; never waits.</summary>
    public void Push(IPumpItem item)
    {
        if (!TryPush(item))
        {
            item.Discard();
        }
    }

    /// <inheritdoc/>
    public bool TryWrite(object record) =>
        TryPush(new RecordItem(OutputRecord.From(record))) || (record is PyWarning { Loop: { } loop } && TaskWaits.TryGive(loop, record));

    /// <summary>Takes all that waits, oldest first. The pipeline's thread.</summary>
    public IPumpItem? TakeAll() => HasItems ? ItemStack.Reverse(Interlocked.Exchange(ref _head, null)) : null;

    /// <summary>Takes no more, and discards what waits. The pipeline's thread, once.</summary>
    public void Close() => ItemStack.Discard(Interlocked.Exchange(ref _head, ItemStack.Closed));

    /// <summary>Adds an item; false where the command has ended. Any thread; never waits.</summary>
    public bool TryPush(IPumpItem item)
    {
        if (!ItemStack.TryPush(ref _head, item))
        {
            return false;
        }
        thread.Wake();
        return true;
    }
}
