using System;
using System.Threading;

namespace PyAsync.PowerShell.Pipeline;

/// <summary>
/// What other threads want the pipeline's thread to do, as only that thread may write. Many push without a lock, one
/// takes all at once; it is woken only while it sleeps.
/// </summary>
internal sealed class Pump : IDisposable
{
    // About 20 µs: the usual round trip of an await that does not suspend.
    private static readonly int s_spins = Environment.ProcessorCount > 1 ? 200 : 0;

    private readonly ManualResetEventSlim _signal = new(false, 0);
    private IPumpItem? _head;
    private int _sleeping;

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
        Wake();
    }

    /// <summary>Ends a wait. Any thread.</summary>
    public void Wake()
    {
        if (Volatile.Read(ref _sleeping) != 0 && Interlocked.Exchange(ref _sleeping, 0) != 0)
        {
            _signal.Set();
        }
    }

    /// <summary>Takes all that waits, oldest first. The pipeline's thread.</summary>
    public IPumpItem? TakeAll()
    {
        IPumpItem? item = Volatile.Read(ref _head) is null ? null : Interlocked.Exchange(ref _head, null);
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

    /// <summary>Waits until something is there, <see cref="Wake"/> is called, or the time is up. The pipeline's thread.</summary>
    /// <param name="milliseconds">The limit; -1 for none, where a stop of the pipeline is what ends it.</param>
    /// <param name="stopped">Whether the pipeline was told to stop.</param>
    public void Wait(int milliseconds, Func<bool> stopped)
    {
        for (int i = 0; i < s_spins; i++)
        {
            if (HasItems || stopped())
            {
                return;
            }
            Thread.SpinWait(20);
        }
        _signal.Reset();
        Volatile.Write(ref _sleeping, 1);
        // The fence makes either the pusher see the sleeper or this see the item.
        Interlocked.MemoryBarrier();
        if (HasItems || stopped())
        {
            Volatile.Write(ref _sleeping, 0);
            return;
        }
        _signal.Wait(milliseconds);
        Volatile.Write(ref _sleeping, 0);
    }

    public void Dispose() => _signal.Dispose();
}
