using System;
using System.Collections.Generic;
using System.Numerics;
using System.Threading;
using PyAsync.CPython;

namespace PyAsync.Loops;

/// <summary>
/// The calls in flight by the address of the Python task that each waits for: a hash table whose entries lie in blocks that
/// never move, so that an await costs 24 bytes here and nothing is copied as the table grows. The loop's thread, except
/// <see cref="Abandon"/>.
/// </summary>
internal sealed class CallTable
{
    private const int BlockBits = 8;
    private const int BlockSize = 1 << BlockBits;

    // Start times in units of 16 ms: a loop may run for two years before they wrap.
    private const int TickBits = 4;

    private readonly long _origin = Environment.TickCount64;
    private Entry[]?[] _blocks = new Entry[4][];
    private int[] _buckets = new int[64];

    // Entries are numbered from 1, so that 0 is none. How many were ever used; how many are; the first free one.
    private int _used;
    private int _count;
    private int _free;

    /// <summary>Notes that a call waits for a task, and keeps the task's reference until it is taken.</summary>
    public void Add(LoopCall call, PyOwned task)
    {
        if (_count == _buckets.Length)
        {
            Grow();
        }
        int number = _free != 0 ? _free : AddEntry();
        ref Entry entry = ref At(number);
        if (number == _free)
        {
            _free = entry.Next;
        }
        entry.Task = task.Detach();
        entry.Start = (uint)((Environment.TickCount64 - _origin) >> TickBits);
        ref int bucket = ref Bucket(entry.Task);
        entry.Next = bucket;
        Volatile.Write(ref entry.Call, call);
        bucket = number;
        _count++;
    }

    /// <summary>
    /// Takes out the call that has waited longest for a task, and releases the task. Null where none waits or its outcome was
    /// taken already.
    /// </summary>
    public LoopCall? Take(nint task) => TakeLast(task, null);

    /// <summary>Takes that call out. False where it was taken already.</summary>
    public bool Remove(LoopCall call, nint task) => TakeLast(task, call) is not null;

    /// <summary>The calls that wait for a task.</summary>
    public IEnumerable<LoopCall> Waiting(nint task)
    {
        for (int number = Bucket(task); number != 0; number = At(number).Next)
        {
            if (At(number).Task == task && Volatile.Read(ref At(number).Call) is { } call)
            {
                yield return call;
            }
        }
    }

    /// <summary>Every task that is waited for, the call that waits, and when it was added, by <see cref="Environment.TickCount64"/>.</summary>
    public IEnumerable<(nint Task, LoopCall? Call, long StartTick)> All()
    {
        for (int number = 1; number <= _used; number++)
        {
            Entry entry = At(number);
            if (entry.Task != 0)
            {
                yield return (entry.Task, entry.Call, _origin + ((long)entry.Start << TickBits));
            }
        }
    }

    /// <summary>
    /// Takes every call out, so that whoever comes later finds none. Any thread: entries do not move, so none is missed that
    /// was there before.
    /// </summary>
    public void Abandon(Action<LoopCall> end)
    {
        foreach (Entry[]? block in Volatile.Read(ref _blocks))
        {
            for (int i = 0; i < block?.Length; i++)
            {
                if (Interlocked.Exchange(ref block[i].Call, null) is { } call)
                {
                    end(call);
                }
            }
        }
    }

    /// <summary>Releases all tasks. The loop has closed, so none of them ends any more.</summary>
    public void Clear()
    {
        for (int number = 1; number <= _used; number++)
        {
            new PyOwned(At(number).Task).Dispose();
        }
        _blocks = new Entry[4][];
        _buckets = new int[64];
        _used = _count = _free = 0;
    }

    // The last in its chain is the oldest: callbacks of one future come in the order in which they were added.
    private LoopCall? TakeLast(nint task, LoopCall? wanted)
    {
        ref int link = ref Bucket(task);
        ref int found = ref link;
        bool isThere = false;
        while (link != 0)
        {
            ref Entry entry = ref At(link);
            if (entry.Task == task && (wanted is null || ReferenceEquals(entry.Call, wanted)))
            {
                found = ref link;
                isThere = true;
            }
            link = ref entry.Next;
        }
        return isThere ? Free(ref found) : null;
    }

    private LoopCall? Free(ref int link)
    {
        int number = link;
        ref Entry entry = ref At(number);
        LoopCall? call = Interlocked.Exchange(ref entry.Call, null);
        PyOwned task = new(entry.Task);
        link = entry.Next;
        entry.Task = 0;
        entry.Next = _free;
        _free = number;
        _count--;
        // Last, as it may run a finalizer of the user's.
        task.Dispose();
        return call;
    }

    private int AddEntry()
    {
        int number = ++_used;
        int block = (number - 1) >> BlockBits;
        if (block == _blocks.Length)
        {
            Entry[]?[] blocks = new Entry[2 * block][];
            _blocks.CopyTo(blocks, 0);
            Volatile.Write(ref _blocks, blocks);
        }
        _blocks[block] ??= new Entry[BlockSize];
        return number;
    }

    private void Grow()
    {
        int[] before = _buckets;
        _buckets = new int[before.Length * 2];
        for (int i = 0; i < before.Length; i++)
        {
            // The hash's next bit tells a chain's entries apart; each half keeps its order.
            ref int even = ref _buckets[2 * i];
            ref int odd = ref _buckets[(2 * i) + 1];
            for (int number = before[i]; number != 0;)
            {
                ref Entry entry = ref At(number);
                int next = entry.Next;
                if ((Hash(entry.Task) & 1) == 0)
                {
                    even = number;
                    even = ref entry.Next;
                }
                else
                {
                    odd = number;
                    odd = ref entry.Next;
                }
                number = next;
            }
            even = 0;
            odd = 0;
        }
    }

    private ref Entry At(int number) => ref _blocks[(number - 1) >> BlockBits]![(number - 1) & (BlockSize - 1)];

    private ref int Bucket(nint task) => ref _buckets[Hash(task)];

    // Objects lie 16 bytes apart; Fibonacci hashing spreads the rest over the highest bits.
    private uint Hash(nint task) => (uint)((((ulong)task >> 4) * 11400714819323198485) >> (64 - BitOperations.Log2((uint)_buckets.Length)));

    private struct Entry
    {
        public LoopCall? Call;
        public nint Task;
        public int Next;
        public uint Start;
    }
}
