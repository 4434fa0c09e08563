using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Threading;
using PyAsync.Interpreters;
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

    [ThreadStatic]
    private static PipelineThread? s_current;

    private readonly ManualResetEventSlim _signal = new(false, 0);
    // Closed while no cmdlet waits: nobody would run one.
    private readonly TakeAllStack<IPumpItem> _callbacks = new();
    // The blocks that run here and can be cancelled, the innermost last.
    private readonly List<BlockCancellation> _blocks = [];
    private int _sleeping;
    private int _depth;

    private PipelineThread() => _callbacks.Close();

    /// <summary>The calling thread's.</summary>
    public static PipelineThread Current => s_current ??= new PipelineThread();

    /// <summary>Whether a callback waits.</summary>
    public bool HasCallbacks => !_callbacks.IsEmpty;

    /// <summary>A cmdlet begins to wait on this thread. On it.</summary>
    public void Enter()
    {
        if (_depth++ == 0)
        {
            _callbacks.Open();
        }
    }

    /// <summary>Whether a cmdlet waits around the one that began last. On this thread.</summary>
    public bool IsNested => _depth > 1;

    /// <summary>A cmdlet has ended; what came too late for the last one is discarded. On this thread.</summary>
    public void Exit()
    {
        if (--_depth == 0)
        {
            IPumpItem.DiscardAll(_callbacks.Close());
        }
    }

    /// <summary>Whether a block that runs here is cancelled and does not know yet. On this thread.</summary>
    public bool IsBlockCancelled => _blocks.Exists(static block => block.IsAsked);

    /// <summary>Whether the command that waits is to stop, as a block around it is cancelled: true once for each. On this thread.</summary>
    public bool TakeBlockCancellation() => _blocks.Exists(static block => block.TryTell());

    /// <summary>A block begins to run that can be cancelled. On this thread.</summary>
    public void BeginBlock(BlockCancellation block) => _blocks.Add(block);

    /// <summary>A block has ended. On this thread.</summary>
    public void EndBlock(BlockCancellation block) => _blocks.Remove(block);

    /// <summary>Gives the thread a callback to run. Any thread; false where no cmdlet waits on it.</summary>
    public bool TryPush(IPumpItem callback)
    {
        if (!_callbacks.TryPush(callback))
        {
            return false;
        }
        Wake();
        return true;
    }

    /// <summary>Takes the callbacks that wait, oldest first. On this thread, between Enter and Exit.</summary>
    public IPumpItem? TakeCallbacks() => _callbacks.TakeAll();

    /// <summary>Ends a wait. Any thread.</summary>
    public void Wake()
    {
        if (Volatile.Read(ref _sleeping) != 0 && Interlocked.Exchange(ref _sleeping, 0) != 0)
        {
            _signal.Set();
        }
    }

    /// <summary>Looks for a moment whether the condition holds or a callback has come. On this thread.</summary>
    public bool Spin(Func<bool> ready)
    {
        for (int i = 0; i < s_spins; i++)
        {
            if (HasCallbacks || ready())
            {
                return true;
            }
            Thread.SpinWait(20);
        }
        return false;
    }

    /// <summary>Waits until the condition holds, a callback comes, or the time is up. On this thread.</summary>
    /// <param name="ready">Whether there is something else to do; whoever makes it so calls <see cref="Wake"/> afterwards.</param>
    /// <param name="milliseconds">The limit; -1 for none, where a stop of the pipeline is what ends it.</param>
    public void Wait(Func<bool> ready, int milliseconds)
    {
        if (Spin(ready))
        {
            return;
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
}
