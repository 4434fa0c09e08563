using System;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Threading;
using PyAsync.Conversion;
using PyAsync.CPython;
using PyAsync.Interop;
using PyAsync.Interpreters;
using PyAsync.Loops;

namespace PyAsync.Streams;

/// <summary>
/// Items of .NET on their way to a Python <c>async for</c>: a bounded queue that one producer fills and the loop's
/// thread empties in chunks. The producer is asked for more only while Python reads, and learns when Python has stopped.
/// </summary>
internal abstract class HostIterator
{
    /// <summary>How many items are read ahead.</summary>
    public const int Capacity = 256;

    private readonly ConcurrentQueue<object?> _items = new();
    private readonly object _gate = new();
    private HostFuture? _waiting;
    private bool _ended;
    private Exception? _error;
    private volatile bool _closed;
    private int _started;
    // Why the item behind those of the last chunk could not be given.
    private Exception? _refused;

    /// <summary>Whether Python reads no more.</summary>
    protected bool IsClosed => _closed;

    /// <summary>The loop that reads; null before that.</summary>
    private protected PyEventLoop? Reader { get; private set; }

    /// <summary>How many items wait.</summary>
    protected int Count => _items.Count;

    /// <summary>Python has begun to read, or has room again. Any thread; must not block.</summary>
    protected abstract void OnWanted();

    /// <summary>Python reads no more, be it the end or not. Any thread; must not block.</summary>
    protected abstract void OnClosed();

    /// <summary>Adds an item. The producer's thread.</summary>
    /// <returns>Whether there is room for more; if not, <see cref="OnWanted"/> will tell.</returns>
    protected bool Add(object? item)
    {
        _items.Enqueue(item);
        WakeReader();
        return _items.Count < Capacity && !_closed;
    }

    /// <summary>Drops the oldest item that waits; false where none does. Any thread.</summary>
    protected bool DropOldest() => _items.TryDequeue(out _);

    /// <summary>Says that no more items come, after an error or not. The producer's thread.</summary>
    protected void End(Exception? error = null)
    {
        lock (_gate)
        {
            _error = error;
            _ended = true;
        }
        WakeReader();
    }

    /// <summary>The Python async generator. The loop's thread.</summary>
    internal PyOwned ToPython(PyEventLoop loop)
    {
        if (Interlocked.Exchange(ref _started, 1) != 0)
        {
            throw new PyAsyncException(PyErrorId.StreamUsed, "This stream was given to Python already; it can be read only once.");
        }
        Reader = loop;
        using PyOwned pull = HostFunction.Create((_, _) => Pull(loop));
        using PyOwned close = HostFunction.Create((_, _) =>
        {
            _closed = true;
            WakeReader();
            OnClosed();
            return HostFunction.None;
        });
        return CApi.Call(new PyBorrowed(loop.Interpreter.StreamFunctions.HostStream), pull, close).OrThrow();
    }

    private void WakeReader()
    {
        // Between adding and looking for a reader: either this sees the reader or the reader sees the item.
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _waiting) is null)
        {
            return;
        }
        // One wake-up for whatever has come by the time the loop looks.
        Interlocked.Exchange(ref _waiting, null)?.SetResult(null);
    }

    private PyOwned Pull(PyEventLoop loop)
    {
        PyOwned chunk = Take(loop);
        if (!chunk.IsNull)
        {
            OnWanted();
            return chunk;
        }
        HostFuture waiting = HostFuture.Create(loop, null, out PyOwned future);
        Volatile.Write(ref _waiting, waiting);
        Interlocked.MemoryBarrier();
        OnWanted();
        bool ended;
        lock (_gate)
        {
            ended = _ended;
        }
        if (!_items.IsEmpty || ended)
        {
            // The producer may have looked before there was anybody to wake.
            WakeReader();
            if (ended && _items.IsEmpty)
            {
                future.Dispose();
                return _error is null ? HostFunction.None : throw _error;
            }
        }
        return future;
    }

    // The items before one that has no counterpart in Python are still given; the next chunk is its error.
    [SuppressMessage("Design", "CA1031", Justification = "It is thrown with the next chunk.")]
    private PyOwned Take(PyEventLoop loop)
    {
        if (_refused is { } refused)
        {
            throw refused;
        }
        int count = Math.Min(_items.Count, Capacity);
        if (count == 0)
        {
            return default;
        }
        Span<nint> converted = stackalloc nint[Capacity];
        int taken = 0;
        try
        {
            while (taken < count && _items.TryDequeue(out object? item))
            {
                converted[taken] = loop.Interpreter.Converter.ToPython(item, loop).Detach();
                taken++;
            }
        }
        catch (Exception error) when (taken > 0)
        {
            _refused = error;
        }
        PyOwned list = CApi.PyList_New(taken);
        for (int i = 0; i < taken; i++)
        {
            PyOwned item = new(converted[i]);
            if (list.IsNull)
            {
                item.Dispose();
            }
            else
            {
                _ = CApi.PyList_InitItem(list, i, item.Steal());
            }
        }
        return list.OrThrow();
    }
}
