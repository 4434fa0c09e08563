using System;
using System.Diagnostics.CodeAnalysis;
using System.Threading;
using PyAsync.Interpreters;

namespace PyAsync.PowerShell.Pipeline;

/// <summary>
/// What waits for work that has no pipeline: many threads push without a lock, and a thread of the pool delivers, one item at
/// a time and in order. No thread is held while nothing comes.
/// </summary>
/// <param name="deliver">Delivers an item. A thread of the pool, never two at once.</param>
/// <param name="failed">Takes what delivering threw; it must not throw.</param>
internal sealed class Mailbox(Action<IPumpItem> deliver, Action<Exception> failed) : IThreadPoolWorkItem
{
    private readonly TakeAllStack<IPumpItem> _items = new();
    private int _isScheduled;

    /// <summary>Adds an item, or discards it where the work has ended. Any thread; never waits.</summary>
    public void Push(IPumpItem item)
    {
        if (!TryPush(item))
        {
            item.Discard();
        }
    }

    /// <summary>Adds an item; false where the work has ended. Any thread; never waits.</summary>
    public bool TryPush(IPumpItem item)
    {
        if (!_items.TryPush(item))
        {
            return false;
        }
        if (Interlocked.Exchange(ref _isScheduled, 1) == 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
        return true;
    }

    /// <summary>Takes no more, and discards what waits.</summary>
    public void Close() => IPumpItem.DiscardAll(_items.Close());

    [SuppressMessage("Design", "CA1031", Justification = "Nobody stands behind a thread of the pool: whoever owns the work is told.")]
    void IThreadPoolWorkItem.Execute()
    {
        do
        {
            for (IPumpItem? item = _items.TakeAll(); item is not null;)
            {
                IPumpItem? next = item.Next;
                item.Next = null;
                try
                {
                    deliver(item);
                }
                catch (Exception error)
                {
                    failed(error);
                }
                item = next;
            }
            Volatile.Write(ref _isScheduled, 0);
            // The fence makes either whoever pushed see that nobody delivers, or this see what was pushed.
            Interlocked.MemoryBarrier();
        }
        while (!_items.IsEmpty && Interlocked.Exchange(ref _isScheduled, 1) == 0);
    }
}
