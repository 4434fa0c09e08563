using System;
using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;

namespace PyAsync.PowerShell.Pipeline;

/// <summary>
/// A batch's own progress bar: shown where it takes longer than a second, then four times a second; it goes with the output's
/// end. The thread that the output writes on.
/// </summary>
internal sealed class BatchProgress(AwaitRun run, IOutput output)
{
    // Above those that Python code has.
    private const int Number = int.MaxValue;
    private const int Before = 1000;
    private const int Between = 250;

    private readonly long _began = Stopwatch.GetTimestamp();
    private long _due = Environment.TickCount64 + Before;

    /// <summary>When it is shown next, in milliseconds from now.</summary>
    public int UntilDue() => (int)Math.Clamp(_due - Environment.TickCount64, 0, Between + Before);

    /// <summary>Shows it where it is time.</summary>
    public void Show()
    {
        long now = Environment.TickCount64;
        if (now >= _due)
        {
            _due = now + Between;
            output.WriteProgress(Record());
        }
    }

    private ProgressRecord Record()
    {
        double seconds = Stopwatch.GetElapsedTime(_began).TotalSeconds;
        double rate = run.Ended / seconds;
        string of = run.Total is { } all ? $" of {all}" : "";
        string failed = run.Failed > 0 ? $", {run.Failed} failed" : "";
        ProgressRecord record = new(
            Number,
            $"Awaiting {run.Target.Label}",
            string.Create(CultureInfo.InvariantCulture, $"{run.Ended}{of} done, {run.InFlight} in flight{failed}, {rate:0.#}/s"));
        if (run.Total is > 0 and { } total)
        {
            record.PercentComplete = (int)Math.Min(100, 100 * run.Ended / total);
            if (run.Ended > 0)
            {
                record.SecondsRemaining = (int)Math.Min(int.MaxValue, (total - run.Ended) / rate);
            }
        }
        return record;
    }
}
