using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;
using PyAsync.Loops;
using PyAsync.Objects;

namespace PyAsync.PowerShell.Pipeline;

/// <summary>
/// How a command's awaits end early: what is in flight is cancelled, Python has a moment for its <c>finally</c> blocks, and
/// what has not ended by then is abandoned. The pipeline's thread.
/// </summary>
/// <param name="output">The command's output.</param>
/// <param name="pump">What comes for the command.</param>
/// <param name="isOuters">Whether a callback is a command's around this one, which goes on.</param>
/// <param name="canWrite">Whether the command still writes, as it ends by itself: what Python says meanwhile is the command's then, else it waits to be read.</param>
internal sealed class EarlyEnd(IOutput output, Pump pump, Func<ICallbackItem, bool> isOuters, bool canWrite)
{
    private readonly Queue<ICallbackItem> _outers = [];
    private readonly List<PyException> _lost = [];
    private bool _canWrite = canWrite;
    private ExceptionDispatchInfo? _ended;

    /// <summary>Ends the awaits, whose results nobody wants.</summary>
    public void End(AwaitRun awaits)
    {
        PipelineThread thread = pump.Thread;
        awaits.CancelAll();
        _ = awaits.TakeRetries();
        long due = Environment.TickCount64 + (long)AwaitRun.Grace.TotalMilliseconds;
        while (awaits.InFlight > 0 && Environment.TickCount64 < due)
        {
            Discard(thread.TakeCallbacks());
            Take(awaits, pump.TakeAll());
            if (awaits.InFlight > 0)
            {
                thread.Wait(() => pump.HasItems, (int)Math.Max(1, due - Environment.TickCount64));
            }
        }
        foreach (ICallbackItem callback in _outers)
        {
            _ = thread.TryPush(callback);
        }
        WarnOfUnwanted();
        if (awaits.InFlight > 0)
        {
            int left = awaits.InFlight;
            awaits.AbandonAll();
            output.WarnHost(Abandoned(left, awaits.Target.Loop));
        }
        _ended?.Throw();
    }

    /// <summary>Says that awaits go on though they were cancelled.</summary>
    public static string Abandoned(int count, PyEventLoop loop)
    {
        string where = loop.BlockedAt() is { } line ? $" Its thread is at {line}." : "";
        return $"{count} Python await(s) on the loop '{loop.Name}' did not end within {AwaitRun.Grace.TotalSeconds:0.#} s of the cancellation and go on in the background.{where}";
    }

    // Nothing of the user's runs any more for this command: what Python calls meanwhile is cancelled.
    private void Discard(IPumpItem? item)
    {
        while (item is not null)
        {
            // Next is the stack's once it is pushed again.
            IPumpItem? next = item.Next;
            if (item is ICallbackItem callback && isOuters(callback))
            {
                _outers.Enqueue(callback);
            }
            else
            {
                item.Discard();
            }
            item = next;
        }
    }

    private void Take(AwaitRun awaits, IPumpItem? item)
    {
        for (; item is not null; item = item.Next)
        {
            if (item is PipelineCall call)
            {
                if (awaits.TakeUnwanted(call) is { } error)
                {
                    _lost.Add(error);
                }
            }
            else if (_canWrite && item is RecordItem record)
            {
                Write(record);
            }
            else
            {
                item.Discard();
            }
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "What ends the writing is thrown on, as soon as the awaits have ended.")]
    private void Write(RecordItem record)
    {
        try
        {
            record.Deliver(output);
        }
        catch (Exception error)
        {
            _canWrite = false;
            _ended = ExceptionDispatchInfo.Capture(error);
        }
    }

    // A stopped pipeline takes no record any more, so the host is told.
    private void WarnOfUnwanted()
    {
        if (_lost.Count > 0)
        {
            string more = _lost.Count > 1 ? $" ({_lost.Count - 1} more did so)" : "";
            output.WarnHost($"A Python await that was cancelled, as nobody wants its result any more, failed instead{more}: {_lost[0].Traceback.TrimEnd()}");
        }
    }
}
