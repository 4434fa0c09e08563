using System;
using System.Threading;
using PyAsync.CPython;

namespace PyAsync.Interpreters;

/// <summary>
/// Leaves Python in order when the process ends, by itself or by a signal: programs are interrupted, loops stopped, threads
/// awaited, exit functions run, and child processes that Python would wait for ended. All of it within a limit: leaving a
/// process never hangs. The interpreter is not taken apart: extension modules crash in Py_FinalizeEx, and the process goes anyway.
/// </summary>
internal static class ProcessExit
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(1.5);

    // Of the limit, what ending the child processes may take.
    private static readonly TimeSpan s_forChildren = TimeSpan.FromSeconds(0.3);

    private static readonly ManualResetEventSlim s_left = new(false);
    private static int s_begun;

    /// <summary>The process is on its way out: nothing new starts, and no await ends any more, as whoever waits would go on with what comes next.</summary>
    public static bool HasBegun => Volatile.Read(ref s_begun) != 0;

    /// <summary>Leaves Python. Who comes second waits until that is done.</summary>
    public static void Leave()
    {
        if (Interlocked.Exchange(ref s_begun, 1) != 0)
        {
            s_left.Wait(s_limit);
            return;
        }
        try
        {
            if (PythonRuntime.Current is { } runtime)
            {
                Leave(runtime, Environment.TickCount64 + (long)s_limit.TotalMilliseconds);
            }
        }
        finally
        {
            s_left.Set();
        }
    }

    private static void Leave(PythonRuntime runtime, long due)
    {
        foreach (IInterpreterPart part in runtime.Interpreter.Parts)
        {
            (part as IProcessExitPart)?.Exit(Left(due));
        }
        if (runtime.IsGuest)
        {
            return;
        }
        using ManualResetEventSlim done = new(false);
        bool asked = false;
        while (Left(due) > s_forChildren && !(asked = runtime.MainThread.TryReserve()))
        {
            // A program that was interrupted is ending.
            Thread.Sleep(5);
        }
        if (asked)
        {
            runtime.MainThread.Run(() => AtExit(runtime, done));
            using GilPause pause = GilPause.Begin();
            if (done.Wait(Left(due) - s_forChildren > TimeSpan.Zero ? Left(due) - s_forChildren : TimeSpan.Zero))
            {
                return;
            }
        }
        // Python waits for its worker processes, or something blocks it.
        _ = GilTask.TryRun<object>(runtime, s_forChildren, () =>
        {
            using PyOwned module = CApi.Import("pyasync._children"u8).OrThrow();
            using PyOwned end = CApi.GetAttribute(module, "end_workers"u8).OrThrow();
            CApi.Call(end).OrThrow().Dispose();
            return null;
        }, out _);
        if (asked)
        {
            done.Wait(Left(due));
        }
    }

    private static TimeSpan Left(long due) => TimeSpan.FromMilliseconds(Math.Max(0, due - Environment.TickCount64));

    private static void AtExit(PythonRuntime runtime, ManualResetEventSlim done)
    {
        int state = runtime.Attach();
        try
        {
            using PyOwned result = CApi.Call(new PyBorrowed(runtime.Interpreter.Half.AtExit));
            if (result.IsNull)
            {
                CApi.PyErr_WriteUnraisable(default);
            }
        }
        finally
        {
            runtime.Detach(state);
            try
            {
                done.Set();
            }
            catch (ObjectDisposedException)
            {
                // The limit is over; nobody waits any more.
            }
        }
    }
}
