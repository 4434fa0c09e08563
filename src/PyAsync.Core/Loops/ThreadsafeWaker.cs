using System.Threading;
using PyAsync.CPython;
using PyAsync.Interpreters;

namespace PyAsync.Loops;

/// <summary>
/// For loops that watch no descriptors: a thread of its own calls <c>call_soon_threadsafe(drain)</c>, so that a caller
/// never waits for the GIL of a busy loop.
/// </summary>
internal sealed class ThreadsafeWaker : Waker
{
    private readonly PythonRuntime _runtime;
    private readonly SemaphoreSlim _signal = new(0);
    private readonly Thread _thread;
    private readonly nint _callSoon;
    private readonly nint _drain;
    private volatile bool _ended;

    /// <summary>On the loop's thread. Owns one reference to each.</summary>
    public ThreadsafeWaker(PythonRuntime runtime, PyBorrowed loop, PyBorrowed drain)
    {
        _runtime = runtime;
        _callSoon = CApi.GetAttribute(loop, "call_soon_threadsafe"u8).OrThrow().Detach();
        _drain = drain.Own().Detach();
        _thread = new Thread(Body) { IsBackground = true, Name = "Python loop waker" };
        _thread.Start();
    }

    public override void Wake() => _signal.Release();

    public override void Acknowledge()
    {
    }

    public override void Dispose()
    {
        _ended = true;
        _signal.Release();
    }

    private void Body()
    {
        while (true)
        {
            // Ends with the loop: Dispose releases it once more. The loop's thread is waited for with a limit, not this.
            _signal.Wait();
            int state = _runtime.Attach();
            try
            {
                if (_ended)
                {
                    new PyOwned(_callSoon).Dispose();
                    new PyOwned(_drain).Dispose();
                    return;
                }
                using PyOwned handle = CApi.Call(new PyBorrowed(_callSoon), new PyBorrowed(_drain));
                if (handle.IsNull)
                {
                    // The loop has closed between the signal and now; Dispose follows.
                    CApi.FetchError().Dispose();
                }
            }
            finally
            {
                _runtime.Detach(state);
            }
        }
    }
}
