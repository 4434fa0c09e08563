using System;
using PyAsync.Bench.Running;

namespace PyAsync.Bench.Rows;

/// <summary>A line that Python prints, from <c>print</c> to the record in PowerShell, with 200 awaits of one command at once.</summary>
internal sealed class PrintedRow : Row
{
    private const int Awaits = 200;
    private const int Lines = 50;

    private static readonly string s_script = $$"""
        $start = [System.Diagnostics.Stopwatch]::GetTimestamp()
        $said = 1..{{Awaits}} | Invoke-PyAwaitable -Function bench_targets:say -ArgumentList {{Lines}} 6>&1
        $time = [System.Diagnostics.Stopwatch]::GetElapsedTime($start)
        $count = @($said | Where-Object { $_ -is [System.Management.Automation.InformationRecord] }).Count
        if ($count -ne {{Awaits * Lines}}) { throw "$count lines instead of {{Awaits * Lines}}" }
        $time.TotalMicroseconds / $count
        """;

    public override string Name => "a printed line, 200 awaits at once";

    public override string Against => "-";

    public override Target Target(Version python) => new(20);

    public override void Prepare(BenchSession bench)
    {
        for (int i = 0; i < (bench.Quick ? 4 : 10); i++)
        {
            _ = Ours(bench);
        }
    }

    public override double[] Ours(BenchSession bench) => bench.Shell.Times(s_script);
}

/// <summary>A line that Python prints when its command has ended: it is kept until somebody reads it. Python's own time for <c>print</c>.</summary>
internal sealed class UnreadLineRow : Row
{
    private const int Lines = 5000;

    private static readonly string s_script = $$"""
        $null = Invoke-PyAwaitable -Loop bench-voice -Function bench_targets:say_later -ArgumentList {{Lines}}
        Invoke-PyAwaitable -Loop bench-voice -Function bench_targets:said
        $count = @(Receive-PyOutput bench-voice 6>&1).Count
        if ($count -ne {{Lines}}) { throw "$count lines instead of {{Lines}}" }
        """;

    public override string Name => "a printed line that nobody reads";

    public override string Against => "-";

    public override Target Target(Version python) => new(10);

    // A loop of the module's own: the lines of a C# program's go to its stdout.
    public override void Prepare(BenchSession bench) => _ = bench.Shell.Run("$null = Start-PyEventLoop bench-voice");

    public override double[] Ours(BenchSession bench) => bench.Shell.Times(s_script);

    public override void Finish(BenchSession bench) => _ = bench.Shell.Run("Stop-PyEventLoop bench-voice");
}
