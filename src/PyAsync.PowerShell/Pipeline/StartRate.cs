using System;
using System.Diagnostics;

namespace PyAsync.PowerShell.Pipeline;

/// <summary>
/// How many awaits may begin in a second, spread over it: one each 1/n s, or where that is less than a timer can tell, a few in
/// each 20 ms. The thread that the output writes on.
/// </summary>
internal sealed class StartRate
{
    private const double Shortest = 0.02;

    // The last starts, as many as may be within the span.
    private readonly long[] _starts;
    private readonly long _span;
    private int _oldest;
    private int _count;

    /// <summary>Makes it for so many a second.</summary>
    public StartRate(double perSecond)
    {
        int together = (int)Math.Max(1, Math.Ceiling(perSecond * Shortest));
        _starts = new long[together];
        _span = (long)(together / perSecond * Stopwatch.Frequency);
    }

    /// <summary>When the next may begin, in milliseconds from now; 0 for at once.</summary>
    public int UntilTurn()
    {
        if (_count < _starts.Length)
        {
            return 0;
        }
        long left = _starts[_oldest] + _span - Stopwatch.GetTimestamp();
        return left <= 0 ? 0 : (int)Math.Min(int.MaxValue, Math.Ceiling(left * 1000.0 / Stopwatch.Frequency));
    }

    /// <summary>One begins.</summary>
    public void Take()
    {
        _starts[_oldest] = Stopwatch.GetTimestamp();
        _oldest = (_oldest + 1) % _starts.Length;
        _count = Math.Min(_count + 1, _starts.Length);
    }
}
