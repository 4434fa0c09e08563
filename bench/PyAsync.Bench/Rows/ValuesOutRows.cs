using System;
using System.Diagnostics;
using System.Management.Automation;
using System.Text.Json;
using PyAsync.Bench.Running;

namespace PyAsync.Bench.Rows;

/// <summary>A large result: from posting the call to the converted value.</summary>
internal abstract class ValueOutRow(string kind) : Row
{
    public override string Unit => "ms";

    public override int Rounds(bool quick) => quick ? 1 : 7;

    /// <summary>Which value of bench_targets.</summary>
    protected string Kind => kind;

    /// <summary>Checked once, so that an object which was not converted is not measured.</summary>
    protected abstract Type Expected { get; }

    public override void Prepare(BenchSession bench)
    {
        object? value = Get(bench);
        if (value?.GetType() != Expected)
        {
            throw new NotMeasuredException($"the value becomes a {value?.GetType()}, not a {Expected}");
        }
    }

    public override double[] Ours(BenchSession bench)
    {
        long start = Stopwatch.GetTimestamp();
        object? value = Get(bench);
        double time = BenchSession.Since(start) / 1000;
        GC.KeepAlive(value);
        return [time];
    }

    public override void Finish(BenchSession bench) => _ = bench.Await("forget");

    protected virtual object? Get(BenchSession bench) => bench.Await("value", kind);

    /// <summary>The milliseconds that System.Text.Json takes to parse the value's text and make the same objects of it.</summary>
    protected static double ParseTime(string text)
    {
        long start = Stopwatch.GetTimestamp();
        using JsonDocument document = JsonDocument.Parse(text);
        object? value = Convert(document.RootElement);
        double time = BenchSession.Since(start) / 1000;
        GC.KeepAlive(value);
        return time;
    }

    private static object? Convert(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Array:
                object?[] items = new object?[element.GetArrayLength()];
                int next = 0;
                foreach (JsonElement item in element.EnumerateArray())
                {
                    items[next++] = Convert(item);
                }
                return items;
            case JsonValueKind.Object:
                PSObject record = new();
                foreach (JsonProperty property in element.EnumerateObject())
                {
                    record.Properties.Add(new PSNoteProperty(property.Name, Convert(property.Value)), preValidated: true);
                }
                return record;
            case JsonValueKind.Number:
                return element.TryGetInt32(out int number) ? number : element.GetDouble();
            case JsonValueKind.String:
                return element.GetString();
            default:
                return element.ValueKind is JsonValueKind.Null ? null : element.GetBoolean();
        }
    }
}

/// <summary>A list of a million ints to an object[].</summary>
internal sealed class IntegersOutRow() : ValueOutRow("integers")
{
    private string? _text;

    public override string Name => "values out: 1,000,000 ints";

    public override string Against => "System.Text.Json";

    public override Target Target(Version python) => new(0.5);

    protected override Type Expected => typeof(object?[]);

    public override double[]? Baseline(BenchSession bench) => [ParseTime(_text ??= (string)bench.Await("as_json", Kind)!)];
}

/// <summary>A list of 100,000 dicts to PSCustomObjects, through the cmdlet.</summary>
internal sealed class DictsOutRow() : ValueOutRow("dicts")
{
    private string? _text;

    public override string Name => "values out: 100,000 dicts";

    public override string Against => "System.Text.Json";

    public override Target Target(Version python) => new(0.7);

    protected override Type Expected => typeof(object?[]);

    public override double[]? Baseline(BenchSession bench) => [ParseTime(_text ??= (string)bench.Await("as_json", Kind)!)];

    protected override object? Get(BenchSession bench) =>
        bench.Shell.Run($"Invoke-PyAwaitable -Function bench_targets:value -ArgumentList {Kind} -NoEnumerate")[0];
}

/// <summary>100 MB of bytes to a byte[].</summary>
internal sealed class BytesOutRow() : ValueOutRow("bytes")
{
    private readonly byte[] _copied = new byte[100_000_000];

    public override string Name => "values out: 100 MB of bytes";

    public override string Against => "memcpy";

    public override Target Target(Version python) => new(1.2);

    protected override Type Expected => typeof(byte[]);

    public override double[]? Baseline(BenchSession bench) => [ValueInRow.CopyTime(_copied)];
}

/// <summary>A numpy array (without numpy an array.array) of ten million floats to a double[].</summary>
internal sealed class ArrayOutRow() : ValueOutRow("floats")
{
    private readonly byte[] _copied = new byte[80_000_000];

    public override string Name => "values out: array of 10,000,000 floats";

    public override string Against => "memcpy";

    public override Target Target(Version python) => new(1.2);

    protected override Type Expected => typeof(double[]);

    public override double[]? Baseline(BenchSession bench) => [ValueInRow.CopyTime(_copied)];
}
