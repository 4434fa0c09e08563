using System;
using System.Management.Automation;
using System.Threading.Tasks;
using PyAsync.Calls;
using PyAsync.Loops;

namespace PyAsync.PowerShell.Pipeline;

/// <summary>
/// Tells a waiting command once what blocks its loop, where that is something else than its own code. It looks after three
/// seconds of waiting, and less and less often from then on. The pipeline's thread; it looks on another.
/// </summary>
/// <param name="loop">The loop that the command waits for.</param>
/// <param name="origin">The command.</param>
internal sealed class BlockNotice(PyEventLoop loop, CallOrigin origin)
{
    private const int FirstWait = 3000;
    private const int LongestWait = 30_000;

    // A loop that does not answer for so long is blocked.
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(250);

    private int _wait = FirstWait;
    private long _due = long.MaxValue;
    private volatile bool _isWaiting;

    /// <summary>The loop.</summary>
    public PyEventLoop Loop => loop;

    /// <summary>The command begins to wait.</summary>
    public void Begin()
    {
        _isWaiting = true;
        if (_wait > 0)
        {
            _due = Environment.TickCount64 + _wait;
        }
    }

    /// <summary>The wait is over: what a look finds from now on is nobody's.</summary>
    public void End() => _isWaiting = false;

    /// <summary>When it looks next, in milliseconds from now; -1 where it has told.</summary>
    public int UntilDue() => _wait == 0 ? -1 : (int)Math.Clamp(_due - Environment.TickCount64, 0, LongestWait);

    /// <summary>Looks, where it is time.</summary>
    public void Look()
    {
        if (_wait == 0 || Environment.TickCount64 < _due)
        {
            return;
        }
        _wait = Math.Min(_wait * 2, LongestWait);
        _due = Environment.TickCount64 + _wait;
        _ = Task.Run(Tell);
    }

    private void Tell()
    {
        if (LoopBlock.Find(loop, s_patience) is { } block && block.Origin != origin && _isWaiting)
        {
            _wait = 0;
            string whose = block.Origin is null ? "" : $", which '{block.Origin}' has started";
            origin.Output?.TryWrite(new WarningRecord($"The Python event loop '{loop.Name}' is blocked at {block.Line}{whose}; this command waits until it goes on."));
        }
    }
}
