using System;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using PyAsync.Calls;
using PyAsync.Loops;

namespace PyAsync.PowerShell.Pipeline;

/// <summary>
/// A command's wait on its pipeline's thread: what comes for it is delivered to its output, script blocks run, and its
/// awaits end early where it is stopped: by Ctrl+C, by what cancels the block around
/// it, by a command downstream that has enough, or by an error. All members
/// are for the pipeline's thread unless they say otherwise.
/// </summary>
internal sealed class PipelineRun : IDisposable
{
    private static int s_open;

    private readonly IOutput _output;
    private readonly PipelineThread _thread = PipelineThread.Current;
    private readonly Func<bool> _isFull;
    private readonly Func<bool> _isBusy;
    private readonly Func<bool> _hasItems;
    private readonly Func<bool> _isTooSoon;
    private BlockNotice[] _blocks = [];
    private volatile bool _isStopping;
    private bool _disposed;

    /// <summary>Begins to take what comes for a command.</summary>
    /// <param name="output">The command's output.</param>
    /// <param name="command">The command as it was written, and where.</param>
    public PipelineRun(IOutput output, CallOrigin command)
    {
        _output = output;
        _isFull = () => Awaits!.IsFull && !Awaits.HasEnough;
        _isBusy = () => Awaits!.InFlight > 0 && !Awaits.HasEnough;
        _isTooSoon = () => Awaits!.IsTooSoon && !Awaits.HasEnough;
        _hasItems = () => Pump!.HasItems;
        Pump = new Pump(_thread);
        Origin = command.For(Pump);
        _thread.Enter();
        Interlocked.Increment(ref s_open);
    }

    /// <summary>Whether any command waits, on any pipeline of the process. Any thread.</summary>
    public static bool IsAnyOpen => Volatile.Read(ref s_open) > 0;

    /// <summary>Where outcomes and records come in. Any thread.</summary>
    public Pump Pump { get; }

    /// <summary>The command, for what it starts. Any thread.</summary>
    public CallOrigin Origin { get; }

    /// <summary>The command's awaits; null while it has none.</summary>
    public AwaitRun? Awaits { get; private set; }

    /// <summary>Gives the command a target to call.</summary>
    public AwaitRun Await(PyTarget target, AwaitOptions options)
    {
        WaitsFor(target.Loop);
        return Awaits = new AwaitRun(_output, Pump.Push, Origin, target, options);
    }

    /// <summary>The command waits for a loop: what else blocks that is told.</summary>
    public void WaitsFor(PyEventLoop loop)
    {
        if (!Array.Exists(_blocks, notice => notice.Loop == loop))
        {
            _blocks = [.. _blocks, new BlockNotice(loop, Origin)];
        }
    }

    /// <summary>The command is told to stop: its waits end. Any thread.</summary>
    public void Stop()
    {
        _isStopping = true;
        _thread.Wake();
    }

    /// <summary>Writes what has come so far; never waits.</summary>
    public void DeliverReady()
    {
        if (Pump.HasItems || _thread.HasCallbacks)
        {
            Guarded(DeliverAll);
        }
        Awaits?.DoDue();
    }

    /// <summary>Writes what comes until no more awaits than may have begun within the last second.</summary>
    public void DeliverUntilTurn()
    {
        if (Awaits!.IsTooSoon)
        {
            DeliverWhile(_isTooSoon);
        }
    }

    /// <summary>Writes what comes at once, as of awaits that do not suspend; true where none is in flight any more. It spins for microseconds and never sleeps.</summary>
    public bool DeliverBriefly()
    {
        DeliverReady();
        if (Awaits!.InFlight > 0 && _thread.Spin(_hasItems))
        {
            DeliverReady();
        }
        if (Awaits.InFlight > 0)
        {
            return false;
        }
        EndOutput();
        return true;
    }

    /// <summary>Writes what comes until a further await may start.</summary>
    public void DeliverUntilRoom()
    {
        if (Awaits!.IsFull)
        {
            DeliverWhile(_isFull);
        }
    }

    /// <summary>Writes what comes until no await is in flight, or as many have succeeded as are wanted: then the rest is cancelled.</summary>
    public void DeliverUntilEnd()
    {
        if (Awaits!.InFlight > 0)
        {
            DeliverWhile(_isBusy);
        }
        EndAwaits(canWrite: true);
        EndOutput();
    }

    /// <summary>Writes what comes for as long as the condition holds; whoever ends it wakes the thread.</summary>
    public void DeliverWhile(Func<bool> condition) => Guarded(() => Work(condition, long.MaxValue));

    /// <summary>Writes what comes until a Task has ended, however it did; false where the time is up before.</summary>
    public bool DeliverUntil(Task task, TimeSpan limit)
    {
        if (!task.IsCompleted)
        {
            task.GetAwaiter().UnsafeOnCompleted(_thread.Wake);
            long due = limit == Timeout.InfiniteTimeSpan ? long.MaxValue : Environment.TickCount64 + (long)limit.TotalMilliseconds;
            Guarded(() => Work(() => !task.IsCompleted && Environment.TickCount64 < due, due));
        }
        EndOutput();
        return task.IsCompleted;
    }

    /// <summary>Writes what has come so far, ends the lines that Python has begun to print, and takes away its progress bars.</summary>
    public void EndOutput()
    {
        Origin.EndLines();
        DeliverReady();
        _output.EndProgress();
    }

    /// <summary>Ends the command's part on the thread; what it left in flight is cancelled.</summary>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }
        _disposed = true;
        Awaits?.Dispose();
        Pump.Close();
        _thread.Exit();
        Interlocked.Decrement(ref s_open);
    }

    // Whatever ends the writing early ends the awaits too.
    private void Guarded(Action action)
    {
        bool whole = false;
        try
        {
            action();
            whole = true;
        }
        finally
        {
            if (!whole)
            {
                EndAwaits(canWrite: false);
            }
        }
    }

    private static int Sooner(int one, int other) => one < 0 ? other : other < 0 ? one : Math.Min(one, other);

    private int UntilLook()
    {
        int due = -1;
        foreach (BlockNotice notice in _blocks)
        {
            due = Sooner(due, notice.UntilDue());
        }
        return due;
    }

    private void Work(Func<bool> condition, long due)
    {
        Array.ForEach(_blocks, notice => notice.Begin());
        try
        {
            WorkWhile(condition, due);
        }
        finally
        {
            Array.ForEach(_blocks, notice => notice.End());
        }
    }

    private void WorkWhile(Func<bool> condition, long due)
    {
        // The condition is looked at again between "asleep" and sleeping, so that no wake-up is lost.
        Func<bool> ready = () => _isStopping || _thread.IsBlockCancelled || Pump.HasItems || !condition();
        while (condition())
        {
            if (_isStopping || _thread.TakeBlockCancellation())
            {
                throw new PipelineStoppedException();
            }
            if (!Pump.HasItems)
            {
                int own = due == long.MaxValue ? -1 : (int)Math.Clamp(due - Environment.TickCount64, 0, int.MaxValue);
                _thread.Wait(ready, Sooner(Sooner(own, Awaits?.UntilDue() ?? -1), UntilLook()));
                if (!Pump.HasItems)
                {
                    Array.ForEach(_blocks, notice => notice.Look());
                }
            }
            DeliverAll();
            if (!_isStopping)
            {
                Awaits?.DoDue();
            }
        }
    }

    // What was said before a script block is called comes before it: the calls are taken first and run last.
    private void DeliverAll()
    {
        IPumpItem? callbacks = _thread.TakeCallbacks();
        bool whole = false;
        try
        {
            Deliver(Pump.TakeAll());
            whole = true;
        }
        finally
        {
            if (!whole)
            {
                PutBack(callbacks);
            }
        }
        Deliver(callbacks);
    }

    private void Deliver(IPumpItem? item)
    {
        while (item is not null)
        {
            IPumpItem? next = item.Next;
            item.Next = null;
            bool whole = false;
            try
            {
                item.Deliver(_output);
                whole = true;
            }
            finally
            {
                if (!whole)
                {
                    PutBack(next);
                }
            }
            item = next;
        }
    }

    // What an exception left undelivered: outcomes are still counted off, callbacks still answered.
    private void PutBack(IPumpItem? item)
    {
        while (item is not null)
        {
            IPumpItem? next = item.Next;
            if (item is not ICallbackItem callback)
            {
                Pump.Push(item);
            }
            else if (!IsOuters(callback) || !_thread.TryPush(callback))
            {
                callback.Discard();
            }
            item = next;
        }
    }

    // It was not given to this command: the one around it goes on, and runs it.
    private bool IsOuters(ICallbackItem callback) => callback.Owner != Pump && _thread.IsNested;

    private void EndAwaits(bool canWrite)
    {
        if (Awaits is { InFlight: > 0 } awaits)
        {
            new EarlyEnd(_output, Pump, IsOuters, canWrite).End(awaits);
        }
    }
}
