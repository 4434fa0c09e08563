using System;
using System.Threading;

namespace PyAsync.PowerShell.Pipeline;

/// <summary>Stacks of items that are linked through themselves; many threads push without a lock, one takes them all.</summary>
internal static class ItemStack
{
    /// <summary>Stands at the head of a stack that takes no more.</summary>
    public static readonly IPumpItem Closed = new ClosedMark();

    /// <summary>Adds an item; false where the stack is closed. Any thread; never waits.</summary>
    public static bool TryPush(ref IPumpItem? stack, IPumpItem item)
    {
        IPumpItem? head = Volatile.Read(ref stack);
        while (!ReferenceEquals(head, Closed))
        {
            item.Next = head;
            IPumpItem? seen = Interlocked.CompareExchange(ref stack, item, head);
            if (ReferenceEquals(seen, head))
            {
                return true;
            }
            head = seen;
        }
        return false;
    }

    /// <summary>The items of a stack that was taken, oldest first.</summary>
    public static IPumpItem? Reverse(IPumpItem? item)
    {
        IPumpItem? result = null;
        while (item is not null)
        {
            IPumpItem? next = item.Next;
            item.Next = result;
            result = item;
            item = next;
        }
        return result;
    }

    /// <summary>Discards the items of a stack that was taken, oldest first.</summary>
    public static void Discard(IPumpItem? stack)
    {
        for (IPumpItem? item = ReferenceEquals(stack, Closed) ? null : Reverse(stack); item is not null; item = item.Next)
        {
            item.Discard();
        }
    }

    private sealed class ClosedMark : IPumpItem
    {
        public IPumpItem? Next { get; set; }

        public void Deliver(IOutput output) => throw new InvalidOperationException("A mark is not delivered.");

        public void Discard()
        {
        }
    }
}
