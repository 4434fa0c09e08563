using System;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using PyAsync.Bench.Running;

namespace PyAsync.Bench.Rows;

/// <summary>What Python is given to call.</summary>
public sealed class LiveSource
{
    private TaskCompletionSource<int>[] _sources = [];

    /// <summary>A property.</summary>
    public int Number { get; set; } = 1;

    /// <summary>A method.</summary>
    public int Add(int value) => value + 1;

    /// <summary>A Task that has ended.</summary>
    public Task<int> Ended() => Task.FromResult(1);

    /// <summary>A Task that a thread of the pool ends.</summary>
    public Task<int> Soon() => Task.Run(() => 1);

    /// <summary>Tasks that end when <see cref="EndAll"/> is called.</summary>
    public Task<int> Pending(int index) => _sources[index].Task;

    internal void Make(int count) => _sources = [.. Enumerable.Range(0, count).Select(_ => new TaskCompletionSource<int>())];

    /// <summary>Ends them, on a thread of the pool.</summary>
    public void EndAll() => Task.Run(() =>
    {
        foreach (TaskCompletionSource<int> source in _sources)
        {
            source.SetResult(1);
        }
    });
}

/// <summary>A live .NET object used from Python: each row runs a function of bench_targets on it and one of bench_baselines.</summary>
internal abstract class LiveRow(string name, string against, string target, string baseline, int count, double limit) : Row
{
    private static readonly LiveSource s_source = new();

    public override string Name => name;

    public override string Against => against;

    public override Target Target(Version python) => new(limit);

    public override int Rounds(bool quick) => quick ? 5 : 11;

    public override void Prepare(BenchSession bench) => bench.NeedPythonNet();

    public override double[] Ours(BenchSession bench)
    {
        s_source.Make(count);
        return [Convert.ToDouble(bench.Await(target, s_source, count), CultureInfo.InvariantCulture)];
    }

    public override double[]? Baseline(BenchSession bench)
    {
        s_source.Make(count);
        return bench.Times(baseline, s_source, count);
    }
}

/// <summary>A Task that has ended, against what one writes by pythonnet alone: a continuation that calls call_soon_threadsafe.</summary>
internal sealed class LiveEndedRow() : LiveRow("live Task → await, ended", "pythonnet by hand", "live_ended", "live_ended_by_hand", 2000, 0.5);

/// <summary>Ten thousand that another thread ends, awaited together.</summary>
internal sealed class LivePendingRow() : LiveRow("live Tasks → await, 10,000 at once", "pythonnet by hand", "live_pending", "live_pending_by_hand", 10_000, 0.5);

/// <summary>One that another thread ends while it is awaited, again and again.</summary>
internal sealed class LiveOneRow() : LiveRow("live Task → await, another thread ends it", "pythonnet by hand", "live_one", "live_one_by_hand", 2000, 1);

/// <summary>
/// What is read or called at once: the same code runs in a process that has pythonnet alone. A core's speed changes from second to
/// second, and the two cores' differ, so both processes stay, share one core, and take turns of some milliseconds.
/// </summary>
internal abstract class PlainRow(string name, string function) : Row, IDisposable
{
    // Long enough that the time in which a core wakes up is no part of it.
    private const int Count = 100_000;

    private static readonly LiveSource s_source = new();
    private PlainChild? _plain;

    public override string Name => name;

    public override string Against => "pythonnet alone";

    public override bool OneCore => true;

    public override Target Target(Version python) => new(1.1);

    public override int Rounds(bool quick) => quick ? 15 : 51;

    public override void Prepare(BenchSession bench)
    {
        bench.NeedPythonNet();
        _plain = new PlainChild(function, Count, bench.Loop.PythonExecutable);
        PlainChild.WarmUp(() => Run(bench));
        _ = _plain.Time();
    }

    public override double[] Ours(BenchSession bench)
    {
        // After a collection the first run takes new pages for the heap, and each costs as much as two hundred reads.
        _ = Run(bench);
        return [Run(bench)];
    }

    public override double[]? Baseline(BenchSession bench) => [_plain!.Time()];

    public override void Finish(BenchSession bench) => Dispose();

    private double Run(BenchSession bench) => Convert.ToDouble(bench.Await("live", function, s_source, Count), CultureInfo.InvariantCulture);

    public void Dispose() => _plain?.Dispose();
}

/// <summary>A property.</summary>
internal sealed class LivePropertyRow() : PlainRow("live object, a property", "property");

/// <summary>A method.</summary>
internal sealed class LiveMethodRow() : PlainRow("live object, a method", "method");
