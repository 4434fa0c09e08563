using System;
using System.Collections.Specialized;
using System.Diagnostics;
using System.Runtime.InteropServices;
using PyAsync.Bench.Running;
using PyAsync.Calls;

namespace PyAsync.Bench.Rows;

/// <summary>A large value as an argument: from posting the call to the result of a function that only looks at its length.</summary>
internal abstract class ValueInRow : Row
{
    private object? _value;

    public override string Unit => "ms";

    public override bool WarmsUp => true;

    public override int Rounds(bool quick) => quick ? 1 : 7;

    public override void Prepare(BenchSession bench) => _value = Make();

    public override double[] Ours(BenchSession bench)
    {
        PyFunctionTarget target = bench.Function("length");
        PyArguments arguments = new([_value]);
        long start = Stopwatch.GetTimestamp();
        _ = bench.Loop.RunAsync<object?>(target, arguments).GetAwaiter().GetResult();
        return [BenchSession.Since(start) / 1000];
    }

    public override void Finish(BenchSession bench)
    {
        _value = null;
        _ = bench.Times("forget");
    }

    protected abstract object Make();

    /// <summary>The milliseconds of copying bytes into a new .NET array, which is where a converted value is.</summary>
    public static double CopyTime(byte[] source)
    {
        long start = Stopwatch.GetTimestamp();
        byte[] copy = GC.AllocateUninitializedArray<byte>(source.Length);
        Buffer.BlockCopy(source, 0, copy, 0, source.Length);
        double time = BenchSession.Since(start) / 1000;
        GC.KeepAlive(copy);
        return time;
    }

    /// <summary>The same into new memory of the C library, which is where Python's values are.</summary>
    protected static unsafe double NativeCopyTime(byte[] source)
    {
        long start = Stopwatch.GetTimestamp();
        void* copy = NativeMemory.Alloc((nuint)source.Length);
        source.CopyTo(new Span<byte>(copy, source.Length));
        double time = BenchSession.Since(start) / 1000;
        NativeMemory.Free(copy);
        return time;
    }
}

/// <summary>An object[] of a million boxed ints, as <c>1..1000000</c> is, to a list.</summary>
internal sealed class IntegersInRow : ValueInRow
{
    public override string Name => "values in: 1,000,000 ints";

    public override string Against => "json.loads";

    public override Target Target(Version python) => new(0.5);

    public override double[]? Baseline(BenchSession bench) => bench.Times("json_loads", "integers");

    protected override object Make()
    {
        object?[] values = new object?[1_000_000];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = i;
        }
        return values;
    }
}

/// <summary>An object[] of 100,000 ordered dictionaries of five entries to a list of dicts.</summary>
internal sealed class DictsInRow : ValueInRow
{
    public override string Name => "values in: 100,000 dicts";

    public override string Against => "json.loads";

    public override Target Target(Version python) => new(0.7);

    public override double[]? Baseline(BenchSession bench) => bench.Times("json_loads", "dicts");

    protected override object Make()
    {
        object?[] values = new object?[100_000];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = new OrderedDictionary
            {
                ["id"] = i,
                ["name"] = $"item {i}",
                ["price"] = i * 0.25,
                ["active"] = i % 2 == 0,
                ["note"] = null,
            };
        }
        return values;
    }
}

/// <summary>A byte[] of 100 MB, which becomes Python's bytes.</summary>
internal sealed class BytesInRow : ValueInRow
{
    private readonly byte[] _copied = new byte[100_000_000];

    public override string Name => "values in: 100 MB of bytes";

    public override string Against => "memcpy";

    public override Target Target(Version python) => new(1.2);

    public override double[]? Baseline(BenchSession bench) => [NativeCopyTime(_copied)];

    protected override object Make() => new byte[100_000_000];
}
