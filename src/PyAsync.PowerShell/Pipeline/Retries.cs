using System;
using System.Collections.Generic;
using System.Globalization;
using System.Management.Automation;

namespace PyAsync.PowerShell.Pipeline;

/// <summary>The awaits of a run that have failed and wait for their next attempt. The thread that the output writes on.</summary>
/// <param name="policy">Which are tried again.</param>
/// <param name="options">How they are called.</param>
/// <param name="output">Where a script runs that decides, and where a further attempt is told.</param>
internal sealed class Retries(RetryPolicy policy, AwaitOptions options, IOutput output)
{
    private readonly PriorityQueue<TrackedCall, long> _waiting = new();

    /// <summary>How many wait.</summary>
    public int Count => _waiting.Count;

    /// <summary>Takes a failed await in, where it is to be tried again.</summary>
    public bool TryTake(TrackedCall call, Exception error)
    {
        // Items that a stream has given are written already, and would be twice.
        if (call.Attempt > policy.Count || call.HasStreamed || call.WasAskedToEnd || !policy.IsMeant(error))
        {
            return false;
        }
        TimeSpan wait = policy.WaitAfter(call.Attempt);
        if (policy.Script is not null && !Decides(call, error, ref wait))
        {
            return false;
        }
        output.WriteVerbose(string.Create(CultureInfo.InvariantCulture, $"Attempt {call.Attempt} of {call.Describe()} failed: {Sentence(error.Message)} The next one begins in {wait.TotalSeconds:0.##} s."));
        _waiting.Enqueue(call, Environment.TickCount64 + (long)wait.TotalMilliseconds);
        return true;
    }

    /// <summary>When the next is due, in milliseconds from now; -1 where none waits.</summary>
    public int UntilDue() => _waiting.TryPeek(out _, out long due) ? (int)Math.Clamp(due - Environment.TickCount64, 0, int.MaxValue) : -1;

    /// <summary>Gives one whose next attempt is due; null where none is.</summary>
    public TrackedCall? TakeDue() => UntilDue() == 0 ? _waiting.Dequeue() : null;

    /// <summary>Gives the one of that number, as nobody tries it again; null where it does not wait.</summary>
    public TrackedCall? TakeOut(long index)
    {
        TrackedCall? found = null;
        List<(TrackedCall, long)> others = [];
        foreach ((TrackedCall call, long due) in _waiting.UnorderedItems)
        {
            if (call.Index == index)
            {
                found = call;
            }
            else
            {
                others.Add((call, due));
            }
        }
        if (found is not null)
        {
            _waiting.Clear();
            _waiting.EnqueueRange(others);
        }
        return found;
    }

    /// <summary>Gives all that wait, as nobody tries them again.</summary>
    public IEnumerable<PipelineCall> TakeAll()
    {
        while (_waiting.TryDequeue(out TrackedCall? call, out _))
        {
            yield return call;
        }
    }

    private static string Sentence(string text) => text.TrimEnd() is { Length: > 0 } told && !".!?…".Contains(told[^1], StringComparison.Ordinal) ? told + "." : text.TrimEnd();

    private bool Decides(TrackedCall call, Exception error, ref TimeSpan wait)
    {
        object? answer;
        try
        {
            answer = output.Run(policy.Script!(ResultWriter.ErrorOf(call, error, options), call.Attempt));
        }
        catch (RuntimeException broken) when (broken is not PipelineStoppedException)
        {
            // The failure is the input's outcome then; what is wrong with the script is told beside it.
            output.WriteError(broken.ErrorRecord);
            return false;
        }
        if (answer is bool or null or string)
        {
            return LanguagePrimitives.IsTrue(answer);
        }
        if (LanguagePrimitives.TryConvertTo(answer, CultureInfo.InvariantCulture, out double seconds))
        {
            wait = TimeSpan.FromSeconds(Math.Clamp(seconds, 0, 86_400));
            return seconds >= 0;
        }
        return LanguagePrimitives.IsTrue(answer);
    }
}
