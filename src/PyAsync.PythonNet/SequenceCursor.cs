using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Threading;
using System.Threading.Tasks;
using PyAsync.Interpreters;

namespace PyAsync.PythonNet;

/// <summary>
/// One reading of an IAsyncEnumerable by Python, an item at a time as C# does it: nothing is read ahead, so that whoever
/// stops reading loses nothing of what comes from a shared source. On a thread that holds the GIL, which it pauses.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "Close disposes it; Python calls that.")]
internal abstract class SequenceCursor
{
    private static readonly MethodInfo s_make = typeof(SequenceCursor).GetMethod(nameof(Make), BindingFlags.NonPublic | BindingFlags.Static)!;
    private static readonly ConcurrentDictionary<Type, Func<object, SequenceCursor>> s_makers = new();

    private readonly object _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private Task<bool>? _pending;
    private Task? _closing;

    /// <summary>Begins to read. The sequence itself is asked with the first <see cref="Move"/>.</summary>
    public static SequenceCursor Open(object sequence) => s_makers.GetOrAdd(sequence.GetType(), MakerOf)(sequence);

    /// <summary>Goes to the next item.</summary>
    /// <param name="pending">The Task that says whether there is one; where the wait for it was cancelled, the same again.</param>
    /// <returns>Whether there is one; null where that is not known yet, or it failed: then the Task has it.</returns>
    [SuppressMessage("Design", "CA1031", Justification = "It is the Task's outcome.")]
    public bool? Move(out Task<bool>? pending)
    {
        pending = null;
        if (_closing is not null)
        {
            return false;
        }
        if (_pending is null)
        {
            using GilPause pause = GilPause.Begin();
            try
            {
                ValueTask<bool> move = MoveNext(_stop.Token);
                if (move.IsCompletedSuccessfully)
                {
                    return move.Result;
                }
                _pending = move.AsTask();
            }
            catch (Exception error)
            {
                _pending = Task.FromException<bool>(error);
            }
        }
        if (_pending.IsCompletedSuccessfully)
        {
            return _pending.Result;
        }
        pending = _pending;
        return null;
    }

    /// <summary>The item that <see cref="Move"/> went to.</summary>
    public object? Take()
    {
        _pending = null;
        return Current;
    }

    /// <summary>Ends the reading: cancels the token of the sequence, waits for what it does, and disposes it. On the thread pool.</summary>
    public Task Close()
    {
        lock (_gate)
        {
            return _closing ??= Task.Run(CloseCore);
        }
    }

    /// <summary>As <see cref="Close"/>, where nobody waits for it or hears of its errors.</summary>
    public void Drop() => Close().ContinueWith(static task => task.Exception, TaskScheduler.Default);

    /// <summary>The current item.</summary>
    protected abstract object? Current { get; }

    /// <summary>Begins where it has not begun, and goes on.</summary>
    protected abstract ValueTask<bool> MoveNext(CancellationToken stop);

    /// <summary>Disposes what was begun.</summary>
    protected abstract ValueTask End();

    private async Task CloseCore()
    {
        try
        {
            await _stop.CancelAsync().ConfigureAwait(false);
        }
        finally
        {
            if (_pending is Task pending)
            {
                await pending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            await End().ConfigureAwait(false);
            _stop.Dispose();
        }
    }

    private static Func<object, SequenceCursor> MakerOf(Type type)
    {
        Type contract = Array.Find(type.GetInterfaces(), candidate => candidate.IsGenericType && candidate.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>))!;
        return s_make.MakeGenericMethod(contract.GetGenericArguments()).CreateDelegate<Func<object, SequenceCursor>>();
    }

    [SuppressMessage("Performance", "CA1859", Justification = "Called by a delegate that gives any of them.")]
    private static SequenceCursor Make<T>(object sequence) => new Cursor<T>((IAsyncEnumerable<T>)sequence);

    private sealed class Cursor<T>(IAsyncEnumerable<T> sequence) : SequenceCursor
    {
        private IAsyncEnumerator<T>? _items;

        protected override object? Current => _items!.Current;

        protected override ValueTask<bool> MoveNext(CancellationToken stop) => (_items ??= sequence.GetAsyncEnumerator(stop)).MoveNextAsync();

        protected override ValueTask End() => _items?.DisposeAsync() ?? default;
    }
}
