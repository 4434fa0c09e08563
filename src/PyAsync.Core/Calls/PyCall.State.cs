using System.Diagnostics;
using System.Threading;
using PyAsync.Interpreters;
using PyAsync.Streams;

namespace PyAsync.Calls;

// What a call keeps of itself. A million may be in flight, so what is small shares a field, and what few have is apart.
public abstract partial class PyCall
{
    private const int Ended = 1;
    private const int WithItem = 2;
    private const int InOrigin = 4;
    private const int ReasonShift = 8;

    private Rare? _rare = Rare.OfCaller();
    private int _state;

    /// <summary>Whether there is an <see cref="Item"/>.</summary>
    public bool HasItem
    {
        get => (Volatile.Read(ref _state) & WithItem) != 0;
        init => _state = value ? WithItem : 0;
    }

    /// <summary>Why the call was asked to end. Any thread.</summary>
    public PyCancelReason CancelReason => (PyCancelReason)(Volatile.Read(ref _state) >> ReasonShift);

    /// <summary>Whether the outcome is known. Any thread.</summary>
    public bool HasEnded => (Volatile.Read(ref _state) & Ended) != 0;

    /// <summary>The context that the await runs in and changes; null for a copy of the loop's own. Set before posting.</summary>
    public PyContext? Context
    {
        get => _rare?.Context;
        init
        {
            if (value is not null)
            {
                (_rare ??= new Rare()).Context = value;
            }
        }
    }

    /// <summary>Notes why the call ends where somebody else cancels its task. The loop's thread.</summary>
    internal void NoteCancel(PyCancelReason reason) => _ = TryNoteCancel(reason);

    // The first reason stays.
    private bool TryNoteCancel(PyCancelReason reason)
    {
        int state = Volatile.Read(ref _state);
        while (state >> ReasonShift == 0)
        {
            int seen = Interlocked.CompareExchange(ref _state, state | ((int)reason << ReasonShift), state);
            if (seen == state)
            {
                return true;
            }
            state = seen;
        }
        return false;
    }

    // Once the process is on its way out no call ends: a script that waits for it would go on with its next line.
    private bool TryEnd() => !ProcessExit.HasBegun && (Interlocked.Or(ref _state, Ended) & Ended) == 0;

    /// <summary>What few calls have.</summary>
    private sealed class Rare
    {
        public PyStreamSink? Sink;
        public PyContext? Context;

        // W3C id of the caller's Activity, taken where the call is made.
        public string? TraceParent;

        public static Rare? OfCaller() =>
            Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity ? new Rare { TraceParent = activity.Id } : null;
    }
}
