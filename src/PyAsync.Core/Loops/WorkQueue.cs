using System.Threading;

namespace PyAsync.Loops;

/// <summary>
/// A queue that many threads push to without a lock and one thread takes from whole: a linked stack of the items
/// themselves, reversed when it is taken.
/// </summary>
internal sealed class WorkQueue
{
    private readonly ClosedMark _closed = new();
    private LoopWork? _head;

    /// <summary>How many awaits wait. Any thread; a moment's value.</summary>
    public int Count => Volatile.Read(ref _head)?.Depth ?? 0;

    /// <summary>Whether nothing waits; so it is with a closed queue.</summary>
    public bool IsEmpty => Volatile.Read(ref _head) is null || IsClosed;

    /// <summary>Adds an item. Any thread.</summary>
    /// <returns>True where it was added.</returns>
    /// <param name="work">The item, which is in no queue.</param>
    /// <param name="wasEmpty">The queue was empty before, so its reader may be asleep.</param>
    public bool TryPush(LoopWork work, out bool wasEmpty)
    {
        LoopWork? head = Volatile.Read(ref _head);
        while (true)
        {
            if (ReferenceEquals(head, _closed))
            {
                wasEmpty = false;
                return false;
            }
            work.NextWork = head;
            work.Depth = (head?.Depth ?? 0) + work.Awaits;
            LoopWork? seen = Interlocked.CompareExchange(ref _head, work, head);
            if (ReferenceEquals(seen, head))
            {
                wasEmpty = head is null;
                return true;
            }
            head = seen;
        }
    }

    /// <summary>Takes all that waits, oldest first, linked by <see cref="LoopWork.NextWork"/>. The loop's thread.</summary>
    /// <param name="awaits">How many awaits are among it.</param>
    public LoopWork? TakeAll(out int awaits)
    {
        awaits = 0;
        if (Volatile.Read(ref _head) is null || IsClosed)
        {
            return null;
        }
        LoopWork? head = Interlocked.Exchange(ref _head, null);
        if (ReferenceEquals(head, _closed))
        {
            // Closed by another thread just now, as the loop's own is given up.
            Volatile.Write(ref _head, head);
            return null;
        }
        awaits = head?.Depth ?? 0;
        return Reverse(head);
    }

    /// <summary>Refuses all that comes from now on and gives what waits.</summary>
    public LoopWork? Close()
    {
        LoopWork? rest = Interlocked.Exchange(ref _head, _closed);
        return ReferenceEquals(rest, _closed) ? null : Reverse(rest);
    }

    private bool IsClosed => ReferenceEquals(Volatile.Read(ref _head), _closed);

    private static LoopWork? Reverse(LoopWork? item)
    {
        LoopWork? result = null;
        while (item is not null)
        {
            LoopWork? next = item.NextWork;
            item.NextWork = result;
            result = item;
            item = next;
        }
        return result;
    }

    /// <summary>Stands at the head of a closed queue; it is never run.</summary>
    private sealed class ClosedMark : LoopWork
    {
        protected internal override void Execute(PyEventLoop loop)
        {
        }

        protected internal override void Abandon(System.Exception reason)
        {
        }
    }
}
