using System.Threading;

namespace PyAsync.PowerShell.Pipeline;

/// <summary>
/// The outcomes that wait for one cmdlet. Many threads push without a lock, its pipeline's thread takes all at once and
/// is woken only while it sleeps.
/// </summary>
internal sealed class Pump(PipelineThread thread)
{
    private IPumpItem? _head;

    /// <summary>The thread that takes.</summary>
    public PipelineThread Thread => thread;

    /// <summary>Whether something waits.</summary>
    public bool HasItems => Volatile.Read(ref _head) is not null;

    /// <summary>Adds an item. Any thread; never waits.</summary>
    public void Push(IPumpItem item)
    {
        IPumpItem? head = Volatile.Read(ref _head);
        while (true)
        {
            item.Next = head;
            IPumpItem? seen = Interlocked.CompareExchange(ref _head, item, head);
            if (ReferenceEquals(seen, head))
            {
                break;
            }
            head = seen;
        }
        thread.Wake();
    }

    /// <summary>Takes all that waits, oldest first. The pipeline's thread.</summary>
    public IPumpItem? TakeAll() => HasItems ? ItemStack.Reverse(Interlocked.Exchange(ref _head, null)) : null;
}
