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

/// <summary>A property, against a pythonnet object that knows nothing of PyAsync's base class.</summary>
internal sealed class LivePropertyRow() : LiveRow("live object, a property", "pythonnet's own descriptor", "live_property", "live_property_plain", 20_000, 1.1);

/// <summary>A method.</summary>
internal sealed class LiveMethodRow() : LiveRow("live object, a method", "pythonnet's own descriptor", "live_method", "live_method_plain", 20_000, 1.1);
