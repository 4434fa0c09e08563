using System;
using System.Diagnostics.CodeAnalysis;
using System.Threading;
using PyAsync.Loops;

namespace PyAsync.PowerShell.Pipeline;

/// <summary>
/// A thread that PowerShell runs pipelines on, while cmdlets of ours wait on it: nested ones share it. It sleeps until
/// an outcome or a callback comes, and runs callbacks for whichever of its cmdlets they were given to.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "It lives as long as its thread, and the event holds a handle only where its WaitHandle is asked for.")]
internal sealed class PipelineThread
{
    // About 20 µs: the usual round trip of an await that does not suspend.
    private static readonly int s_spins = Environment.ProcessorCount > 1 ? 200 : 0;

    // Stands at the head of the callbacks while no cmdlet waits: nobody would run one.
    private static readonly ClosedMark s_closed = new();

    [ThreadStatic]
    private static PipelineThread? s_current;

    private readonly ManualResetEventSlim _signal = new(false, 0);
    private IPumpItem? _callbacks = s_closed;
    private int _sleeping;
    private int _depth;

    /// <summary>The calling thread's.</summary>
    public static PipelineThread Current => s_current ??= new PipelineThread();

    /// <summary>Whether a callback waits.</summary>
    public bool HasCallbacks => Volatile.Read(ref _callbacks) is { } head && !ReferenceEquals(head, s_closed);

    /// <summary>A cmdlet begins to wait on this thread. On it.</summary>
    public void Enter()
    {
        if (_depth++ == 0)
        {
            Volatile.Write(ref _callbacks, null);
        }
    }

    /// <summary>Whether a cmdlet waits around the one that began last. On this thread.</summary>
    public bool IsNested => _depth > 1;

    /// <summary>A cmdlet has ended. On this thread.</summary>
    /// <returns>Callbacks that came too late for the last one, oldest first.</returns>
    public IPumpItem? Exit() => --_depth == 0 ? ItemStack.Reverse(Interlocked.Exchange(ref _callbacks, s_closed)) : null;

    /// <summary>Gives the thread a callback to run. Any thread; false where no cmdlet waits on it.</summary>
    public bool TryPush(IPumpItem callback)
    {
        IPumpItem? head = Volatile.Read(ref _callbacks);
        while (true)
        {
            if (ReferenceEquals(head, s_closed))
            {
                return false;
            }
            callback.Next = head;
            IPumpItem? seen = Interlocked.CompareExchange(ref _callbacks, callback, head);
            if (ReferenceEquals(seen, head))
            {
                Wake();
                return true;
            }
            head = seen;
        }
    }

    /// <summary>Takes the callbacks that wait, oldest first. On this thread, between Enter and Exit.</summary>
    public IPumpItem? TakeCallbacks() => HasCallbacks ? ItemStack.Reverse(Interlocked.Exchange(ref _callbacks, null)) : null;

    /// <summary>Ends a wait. Any thread.</summary>
    public void Wake()
    {
        if (Volatile.Read(ref _sleeping) != 0 && Interlocked.Exchange(ref _sleeping, 0) != 0)
        {
            _signal.Set();
        }
    }

    /// <summary>Waits until the condition holds, a callback comes, or the time is up. On this thread.</summary>
    /// <param name="ready">Whether there is something else to do; whoever makes it so calls <see cref="Wake"/> afterwards.</param>
    /// <param name="milliseconds">The limit; -1 for none, where a stop of the pipeline is what ends it.</param>
    public void Wait(Func<bool> ready, int milliseconds)
    {
        for (int i = 0; i < s_spins; i++)
        {
            if (HasCallbacks || ready())
            {
                return;
            }
            Thread.SpinWait(20);
        }
        _signal.Reset();
        Volatile.Write(ref _sleeping, 1);
        // The fence makes either the waker see the sleeper or this see what it brought.
        Interlocked.MemoryBarrier();
        if (!HasCallbacks && !ready())
        {
            _ = PyEventLoop.WaitFor(_signal, milliseconds);
        }
        Volatile.Write(ref _sleeping, 0);
    }

    private sealed class ClosedMark : IPumpItem
    {
        public IPumpItem? Next { get; set; }

        public void Deliver(PumpingCmdlet cmdlet) => throw new InvalidOperationException("A mark is not delivered.");
    }
}

/// <summary>Stacks of items that are linked through themselves.</summary>
internal static class ItemStack
{
    /// <summary>The items of a stack, oldest first.</summary>
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
}
