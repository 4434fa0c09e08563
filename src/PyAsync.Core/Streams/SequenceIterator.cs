using System;
using System.Collections;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Threading;
using System.Threading.Tasks;

namespace PyAsync.Streams;

/// <summary>
/// An IAsyncEnumerable or an IEnumerable as a stream to Python. It is enumerated on the thread pool, never on the
/// loop's thread, and only while Python reads.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "Neither field holds a handle as it is used here; their life is the iteration's, which Python ends.")]
internal sealed class SequenceIterator : HostIterator
{
    private readonly IAsyncEnumerable<object?> _source;
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _wanted = new(0, 1);
    private int _running;

    private SequenceIterator(IAsyncEnumerable<object?> source)
    {
        _source = source;
    }

    /// <summary>A stream of an asynchronous sequence. Its token is cancelled when Python stops early.</summary>
    public static SequenceIterator From<T>(IAsyncEnumerable<T> source) => new(source as IAsyncEnumerable<object?> ?? Box(source));

    /// <summary>A stream of a sequence, which is enumerated lazily instead of becoming a list.</summary>
    public static SequenceIterator From(IEnumerable source) => new(Enumerate(source));

    /// <inheritdoc/>
    protected override void OnWanted()
    {
        if (Interlocked.Exchange(ref _running, 1) == 0)
        {
            _ = Task.Run(Produce);
        }
        else if (_wanted.CurrentCount == 0 && Count < Capacity)
        {
            ReleaseQuietly();
        }
    }

    /// <inheritdoc/>
    protected override void OnClosed()
    {
        // Cancel runs the source's own listeners; not on the loop's thread.
        ThreadPool.UnsafeQueueUserWorkItem(static own => own.Reader!.Errors.Cancel(own._stop), this, preferLocal: false);
        ReleaseQuietly();
    }

    [SuppressMessage("Design", "CA1031", Justification = "The source's exception is raised in the coroutine that reads it.")]
    private async Task Produce()
    {
        try
        {
            await foreach (object? item in _source.WithCancellation(_stop.Token).ConfigureAwait(false))
            {
                if (!Add(item))
                {
                    while (Count >= Capacity && !IsClosed)
                    {
                        await _wanted.WaitAsync(_stop.Token).ConfigureAwait(false);
                    }
                }
                if (IsClosed)
                {
                    return;
                }
            }
            End();
        }
        catch (OperationCanceledException) when (IsClosed)
        {
            End();
        }
        catch (Exception error)
        {
            End(error);
        }
    }

    private void ReleaseQuietly()
    {
        try
        {
            _wanted.Release();
        }
        catch (SemaphoreFullException)
        {
            // Told already.
        }
    }

    private static async IAsyncEnumerable<object?> Box<T>(IAsyncEnumerable<T> source, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (T item in source.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            yield return item;
        }
    }

#pragma warning disable CS1998 // An IEnumerable has nothing to await.
    private static async IAsyncEnumerable<object?> Enumerate(IEnumerable source)
    {
        foreach (object? item in source)
        {
            yield return item;
        }
    }
#pragma warning restore CS1998
}
