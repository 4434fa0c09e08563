using System;
using PyAsync.Interpreters;

namespace PyAsync.Loops;

/// <summary>Whether a loop answers: it is asked by an item in its queue, unless it is known to wait for events. Any thread.</summary>
internal sealed class LoopPulse
{
    // So long a loop may do one thing before it counts as blocked.
    private static readonly TimeSpan s_limit = TimeSpan.FromMilliseconds(350);

    private readonly object _gate = new();
    private readonly PyEventLoop _loop;
    private readonly Question _question;
    private long _askedAt;
    private PyLoopBlock? _block;

    public LoopPulse(PyEventLoop loop)
    {
        _loop = loop;
        _question = new Question(this);
    }

    /// <summary>What blocks the loop; null where nothing is known to.</summary>
    public PyLoopBlock? Block
    {
        get
        {
            lock (_gate)
            {
                return _block;
            }
        }
    }

    /// <summary>Asks, or looks whether the last question was answered in time. False where the loop has nothing to do.</summary>
    public bool Look()
    {
        if (_loop.State is not (PyEventLoopState.Running or PyEventLoopState.Stopping) || !HasWork)
        {
            return false;
        }
        long askedAt;
        lock (_gate)
        {
            askedAt = _askedAt;
        }
        if (askedAt == 0)
        {
            if (!ThreadWait.IsForEvents(_loop.PythonThread?.NativeId ?? 0))
            {
                _ = Ask();
            }
        }
        else if (Environment.TickCount64 - askedAt >= s_limit.TotalMilliseconds && Block is null)
        {
            Note();
        }
        return true;
    }

    /// <summary>The loop has not answered something else: finds out what blocks it, which may take a second.</summary>
    public void Note()
    {
        long since = Ask();
        if (since == 0)
        {
            return;
        }
        PyLoopBlock block;
        lock (_gate)
        {
            block = _block ??= new PyLoopBlock(since, null);
        }
        string? place = _loop.BlockedAt();
        lock (_gate)
        {
            // It may have answered meanwhile.
            _block = ReferenceEquals(_block, block) ? block.At(place) : _block;
        }
    }

    private bool HasWork
    {
        get
        {
            lock (_gate)
            {
                return _askedAt != 0 || _loop.Pending > 0 || _loop.Inbox.HasWork;
            }
        }
    }

    // Gives since when there is no answer; 0 where the loop takes no question any more.
    private long Ask()
    {
        lock (_gate)
        {
            if (_askedAt == 0 && _loop.TryPostInternal(_question))
            {
                _askedAt = Environment.TickCount64;
            }
            return _askedAt;
        }
    }

    private void Answer()
    {
        lock (_gate)
        {
            _askedAt = 0;
            _block = null;
        }
    }

    private sealed class Question(LoopPulse pulse) : LoopWork
    {
        protected internal override void Execute(PyEventLoop loop) => pulse.Answer();

        protected internal override void Abandon(Exception reason) => pulse.Answer();
    }
}
