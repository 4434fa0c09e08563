using System;
using System.Collections.Concurrent;
using System.Threading;

namespace PyAsync.Interpreters;

/// <summary>
/// A thread that Python code runs on. The first one initializes the interpreter and so is Python's main thread (signal
/// handlers and child watchers need it); it waits for the next loop when its loop has stopped. Any thread may call.
/// </summary>
internal sealed class PythonThread
{
    // Python's own default recursion limit fits into 8 MB; callbacks that nest host and Python need more.
    private const int StackSize = 16 * 1024 * 1024;

    private readonly BlockingCollection<Action> _work = [];
    private readonly Thread _thread;
    private int _busy;

    public PythonThread(string name)
    {
        // A background thread: leaving the process must not wait for it. PythonRuntime ends it in order.
        _thread = new Thread(Body, StackSize) { IsBackground = true, Name = name };
        _thread.Start();
    }

    public bool IsCurrent => Thread.CurrentThread == _thread;

    public int ManagedId => _thread.ManagedThreadId;

    public bool IsAlive => _thread.IsAlive;

    /// <summary>Reserves the thread for one piece of work. False where it has some.</summary>
    public bool TryReserve() => Interlocked.CompareExchange(ref _busy, 1, 0) == 0;

    /// <summary>Like <see cref="TryReserve"/>, but waits a moment for work that is just ending, as the runtime's own start.</summary>
    public bool TryReserveSoon()
    {
        SpinWait spin = default;
        while (!spin.NextSpinWillYield || spin.Count < 30)
        {
            if (TryReserve())
            {
                return true;
            }
            spin.SpinOnce();
        }
        return false;
    }

    /// <summary>Gives the thread, which is reserved, its work; the thread is free again when that returns.</summary>
    public void Run(Action work) => _work.Add(work);

    /// <summary>Lets the thread end once it is idle.</summary>
    public void Finish() => _work.CompleteAdding();

    /// <summary>Waits for the thread to end.</summary>
    public bool Join(TimeSpan limit) => _thread.Join(limit);

    private void Body()
    {
        foreach (Action work in _work.GetConsumingEnumerable())
        {
            work();
            Volatile.Write(ref _busy, 0);
        }
    }
}
