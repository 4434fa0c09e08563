using System.Runtime.CompilerServices;
using System.Threading;

namespace PyAsync.Interpreters;

/// <summary>What can lie in a <see cref="TakeAllStack{T}"/>: it is its own node, in one stack at a time.</summary>
internal interface IStackItem<T>
    where T : class, IStackItem<T>
{
    /// <summary>The item below it; the stack's while it is in one.</summary>
    T? Next { get; set; }

    /// <summary>Told on top of which item it is about to lie; null for none. The pushing thread.</summary>
    void PutOn(T? below)
    {
    }
}

/// <summary>
/// A linked stack that many threads push to without a lock and one thread takes whole, oldest first. A push allocates
/// nothing, as the items are the nodes.
/// </summary>
internal sealed class TakeAllStack<T>
    where T : class, IStackItem<T>
{
    // Stands at the head of a closed stack.
    private static readonly object s_closed = new();

    private object? _head;

    /// <summary>Whether nothing waits; so it is with a closed one. Any thread.</summary>
    public bool IsEmpty => Top is null;

    /// <summary>Whether it takes no more. Any thread.</summary>
    public bool IsClosed => Volatile.Read(ref _head) == s_closed;

    /// <summary>The newest item; null where nothing waits. Any thread; a moment's value.</summary>
    public T? Top => Volatile.Read(ref _head) is { } head && head != s_closed ? Unsafe.As<T>(head) : null;

    /// <summary>Adds an item. Any thread; never waits. A full fence.</summary>
    /// <returns>False where the stack is closed.</returns>
    public bool TryPush(T item)
    {
        object? head = Volatile.Read(ref _head);
        while (head != s_closed)
        {
            T? below = Unsafe.As<T?>(head);
            item.Next = below;
            item.PutOn(below);
            object? seen = Interlocked.CompareExchange(ref _head, item, head);
            if (seen == head)
            {
                return true;
            }
            head = seen;
        }
        return false;
    }

    /// <summary>Takes all that waits, oldest first, linked by <see cref="IStackItem{T}.Next"/>. One thread.</summary>
    public T? TakeAll() => TakeAll(out _);

    /// <summary>The same, and the newest of them.</summary>
    public T? TakeAll(out T? newest)
    {
        object? head = Volatile.Read(ref _head);
        while (head is not null && head != s_closed)
        {
            object? seen = Interlocked.CompareExchange(ref _head, null, head);
            if (seen == head)
            {
                newest = Unsafe.As<T>(head);
                return Reverse(newest);
            }
            head = seen;
        }
        newest = null;
        return null;
    }

    /// <summary>Refuses all that comes from now on and gives what waits, oldest first. Any thread.</summary>
    public T? Close()
    {
        object? rest = Interlocked.Exchange(ref _head, s_closed);
        return rest == s_closed ? null : Reverse(Unsafe.As<T?>(rest));
    }

    /// <summary>Lets a closed one take items again. The thread that closes it.</summary>
    public void Open() => Interlocked.CompareExchange(ref _head, null, s_closed);

    private static T? Reverse(T? item)
    {
        T? result = null;
        while (item is not null)
        {
            T? next = item.Next;
            item.Next = result;
            result = item;
            item = next;
        }
        return result;
    }
}
